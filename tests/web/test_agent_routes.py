"""Hot keys at the web edge: the agent's token and the clerk's session, only at the agent's own window."""

import threading
from typing import Any

import pytest

from server.web.polling import agents
from tests.serving import wait_until
from tests.web.house import PASSWORD, Browser, House

CLERK, WINDOW = "1001", "w1"
AT = f"/api/windows/{WINDOW}"
ACTIONS: dict[str, object] = {
    "sign-in": {},
    "call-next": {},
    "recall": {},
    "start": {},
    "finish": {},
    "pass": {},
    "suspend": {"reason": "x"},
    "resume": {},
    "help": {},
}


class Agent:
    """What the agent sends: its token, and the clerk's session as a cookie."""

    def __init__(self, house: House, *, staff: str = CLERK, window: str = WINDOW) -> None:
        self.token = house.web.access.pair("agent", window)
        clerk: Browser = house.staff(staff)
        cookie = clerk.client.get_cookie("hallcall_session")
        assert cookie is not None
        self.session, self.http = cookie.value, house.web.app.test_client(use_cookies=False)

    def headers(self, **more: str) -> dict[str, str]:
        cookie = {"Cookie": f"hallcall_session={self.session}"} if self.session else {}
        return {"Authorization": f"Bearer {self.token}"} | cookie | more

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        return self.http.post(path, json={} if body is None else body, headers=self.headers(**named))

    def seen(self, query: str = "", **headers: str) -> Any:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        return self.http.get(AT + query, headers=self.headers(**named))


@pytest.fixture
def agent(house: House) -> Agent:
    return Agent(house)


def take(house: House, times: int = 1) -> None:
    kiosk = house.device("kiosk", "k1")
    for _ in range(times):
        assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code == 201


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code", "")


def test_the_person_who_acts_is_the_clerk_never_the_agent(house: House, agent: Agent):
    take(house)
    assert code(agent.post(f"{AT}/sign-in")) == (200, "")
    called = agent.post(f"{AT}/call-next", Idempotency_Key="k1")
    assert called.get_json()["ticket"]["number"] == "A001"
    assert agent.post(f"{AT}/call-next", Idempotency_Key="k1").get_json() == called.get_json()
    assert [(e.actor, e.staff) for e in house.log("ticket.called.v1")] == [("staff:1001", "1001")]


@pytest.mark.parametrize("action", ACTIONS)
def test_after_a_hand_over_the_first_persons_keys_do_nothing(house: House, agent: Agent, action: str):
    """And what the second person presses is the second person's."""
    take(house)
    for deed in ("sign-in", "call-next"):
        assert code(agent.post(f"{AT}/{deed}")) == (200, "")
    house.web.access.set_password("1009", PASSWORD)
    over = house.staff(CLERK).post(f"{AT}/hand-over", {"staff_no": "1009", "password": PASSWORD})
    assert (code(over), over.get_json()["hotkeys"]) == ((200, ""), True)
    before = len(house.executor.log.events(limit=500))
    refused = agent.post(f"{AT}/{action}", ACTIONS[action])
    assert refused.status_code == 409 and refused.get_json()["detail"]
    assert len(house.executor.log.events(limit=500)) == before
    second = Agent(house, staff="1009")
    assert code(second.post(f"{AT}/start")) == (200, "")
    assert [e.actor for e in house.log("ticket.serving.v1")] == ["staff:1009"]


@pytest.mark.parametrize("action", ACTIONS)
def test_neither_the_token_alone_nor_the_session_of_a_stranger_will_do(house: House, action: str):
    agent = Agent(house)
    agent.session = ""
    assert code(agent.post(f"{AT}/{action}", ACTIONS[action])) == (401, "sign_in_required")
    agent.session = "guessed"
    assert code(agent.post(f"{AT}/{action}", ACTIONS[action])) == (401, "sign_in_required")
    helper = Agent(house, staff="H01")
    assert code(helper.post(f"{AT}/{action}", ACTIONS[action])) == (403, "forbidden")
    stranger = Agent(house)
    stranger.token = "guessed"
    assert code(stranger.post(f"{AT}/{action}", ACTIONS[action])) == (401, "sign_in_required")


def test_every_code_can_be_written_on_a_command_line(house: House):
    codes = [house.web.access.new_code("agent", "w1") for _ in range(20)]
    assert all(code.isalnum() for code in codes), codes
    assert len(set(codes)) == 20


@pytest.mark.parametrize("action", ACTIONS)
def test_an_agent_presses_at_its_own_window_only(house: House, action: str):
    neighbour = Agent(house, window="w2")
    assert code(neighbour.post(f"{AT}/{action}", ACTIONS[action])) == (403, "forbidden")


def test_somebody_else_who_is_signed_in_here_keeps_the_window(house: House, agent: Agent):
    agent.post(f"{AT}/sign-in")
    assert code(Agent(house, staff="L01").post(f"{AT}/finish")) == (409, "not_signed_in")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/hall/close", {}),
        (f"{AT}/call", {"ticket": "x", "reason": "x"}),
        (f"{AT}/sign-out", {}),
        (f"{AT}/hold", {"kind": "internal_wait"}),
        (f"{AT}/transfer", {"to": "queue", "id": "payment"}),
    ],
)
def test_what_has_no_hot_key_is_closed_to_the_agent_whoever_is_signed_in(
    house: House, path: str, body: object
):
    for staff in (CLERK, "D01"):
        assert code(Agent(house, staff=staff).post(path, body)) == (403, "forbidden")


def test_the_cookie_of_an_agent_takes_nothing_from_a_browser(house: House):
    """A technician may have opened the pairing link in the clerk's own browser."""
    clerk = house.staff(CLERK)
    clerk.client.set_cookie("hallcall_agent_w2", house.web.access.pair("agent", "w2"))
    assert clerk.post(f"{AT}/sign-in").status_code == 200


def test_an_unpaired_agent_is_out_at_once(house: House, agent: Agent):
    house.web.access.unpair("agent", WINDOW)
    assert agent.seen().status_code == agent.post(f"{AT}/sign-in").status_code == 401


# ---------------------------------------------------------------- what a press was meant for


def test_a_press_meant_for_what_is_not_there_any_more_does_nothing(house: House, agent: Agent):
    take(house, 2)
    agent.post(f"{AT}/sign-in")
    stand = agent.seen().get_json()["stand"]
    assert code(agent.post(f"{AT}/call-next", If_Match=f'"{stand}"')) == (200, "")
    assert code(agent.post(f"{AT}/call-next", If_Match=f'"{stand}"')) == (409, "moved_on")
    assert code(agent.post(f"{AT}/finish", If_Match=f'"{stand}"')) == (409, "moved_on")
    assert agent.seen().get_json()["number"] == "A001"


def test_a_press_that_was_too_long_on_its_way_does_nothing(house: House, agent: Agent):
    take(house)
    agent.post(f"{AT}/sign-in")
    now = int(agent.seen().headers["Hallcall-Now"])
    assert code(agent.post(f"{AT}/call-next", Hallcall_Until=str(now - 1))) == (409, "stale_key")
    assert code(agent.post(f"{AT}/call-next", Hallcall_Until=str(now + 60_000))) == (200, "")


@pytest.mark.parametrize(
    "header", [{"Hallcall_Until": "soon"}, {"Hallcall_Until": "-1"}, {"If_Match": "x" * 200}]
)
def test_a_press_that_cannot_be_read_is_refused_by_name(house: House, agent: Agent, header: dict[str, str]):
    answer = agent.post(f"{AT}/call-next", **header)
    assert code(answer) == (422, "invalid")
    assert answer.get_json()["errors"][0]["field"] == next(iter(header)).replace("_", "-")


# ---------------------------------------------------------------- what it sees


def test_the_window_is_seen_without_a_session_and_without_the_citizen(house: House, agent: Agent):
    take(house, 3)
    agent.post(f"{AT}/sign-in")
    agent.post(f"{AT}/call-next")
    agent.session = ""
    seen = agent.seen().get_json()
    assert (seen["state"], seen["number"], seen["waiting"]) == ("calling", "A001", 2)
    assert seen["staff"] == {"no": CLERK, "name": house.plan.person[CLERK].name}
    assert seen["stand"].startswith("calling:")
    assert "ticket" not in seen and "token" not in str(seen)


def test_what_has_not_changed_is_not_sent_again(house: House, agent: Agent):
    first = agent.seen()
    again = agent.seen(If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    agent.post(f"{AT}/sign-in")
    after = agent.seen(If_None_Match=first.headers["ETag"])
    assert after.get_json()["state"] == "idle"
    assert int(after.headers["Hallcall-Seq"]) > int(first.headers["Hallcall-Seq"])


def asking(house: House, agent: Agent) -> tuple[threading.Thread, list[Any]]:
    """A question that is held for as long as nothing wakes it, and the answers to come."""
    held = house.web.agents.held
    held.hold_s = 600.0
    known, got = agent.seen().headers["ETag"], []
    thread = threading.Thread(target=lambda: got.append(agent.seen("?wait=1", If_None_Match=known)))
    thread.start()
    wait_until(lambda: held.holding == 1, what="the question is held")
    return thread, got


def test_a_question_is_held_until_something_changes(house: House, agent: Agent):
    thread, got = asking(house, agent)
    agent.post(f"{AT}/sign-in")
    thread.join(30)
    assert got[0].get_json()["state"] == "idle"
    assert house.web.agents.held.holding == 0


def test_what_happens_at_other_windows_wakes_nobody_here(
    house: House, agent: Agent, monkeypatch: pytest.MonkeyPatch
):
    thread, got = asking(house, agent)
    looks: list[str] = []
    view = agents.Agents.view
    monkeypatch.setattr(agents.Agents, "view", lambda *args: (looks.append(args[1]), view(*args))[1])
    other = house.staff("1002")
    other.post("/api/windows/w2/sign-in")
    other.post("/api/windows/w2/suspend", {"reason": "x"})
    assert looks == []
    take(house)
    thread.join(30)
    assert got[0].get_json()["waiting"] == 1


def test_a_call_for_help_and_the_duty_officer_s_answer_are_seen(house: House, agent: Agent):
    agent.post(f"{AT}/sign-in")
    thread, got = asking(house, agent)
    agent.post(f"{AT}/help")
    thread.join(30)
    assert got[0].get_json()["help_asked"] is True


def test_a_held_question_ends_and_only_so_many_are_held(house: House, agent: Agent):
    known, held = agent.seen().headers["ETag"], house.web.agents.held
    held.hold_s = 0.01
    assert agent.seen("?wait=1", If_None_Match=known).status_code == 304
    held.hold_s, held.most = 600.0, 0
    assert agent.seen("?wait=1", If_None_Match=known).status_code == 304, "answered at once"


def test_an_agent_sees_no_other_window(house: House):
    neighbour = Agent(house, window="w2")
    assert code(neighbour.seen()) == (403, "forbidden")
    clerk = house.staff(CLERK)
    assert clerk.get(AT).status_code == 403
    assert code(neighbour.http.get("/api/windows/w99", headers=neighbour.headers())) == (
        404,
        "unknown_window",
    )
