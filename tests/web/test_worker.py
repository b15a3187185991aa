"""Who has just pressed keeps the thread that answers; nobody goes without, and a stop is no slower.

A real gunicorn in a process of its own, around an application that says which thread it ran in.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server.web.serving import limits
from tests.bench.wire import Connection, dial, post, whole_answer
from tests.serving import ROOT, free_port, listens, wait_until

PROGRAM = """
import json, sys, threading
from server.web.serving.serve import serve

class Hall:
    def app(self, environ, start):
        if environ["PATH_INFO"] == "/page":
            start("200 OK", [("Content-Type", "text/plain")])("held")
            threading.Event().wait()
        environ["wsgi.input"].read()
        body = json.dumps({"thread": threading.get_ident()}).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def stop(self):
        print("ending", flush=True)
        threading.Event().wait(2)  # it has things to bring to an end
        print("stopped", flush=True)

serve(Hall, "127.0.0.1", int(sys.argv[1]))
"""


@contextlib.contextmanager
def hall() -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        wait_until(lambda: listens(port), what="gunicorn listens")
        yield port, process
    finally:
        process.kill()
        process.wait()


def thread_of(connection: Connection) -> int:
    return int(connection.ask(post("/press", {}))["thread"])


def test_two_who_press_in_turn_each_keep_their_thread():
    with hall() as (port, _):
        clerk, other = (Connection(("127.0.0.1", port)) for _ in range(2))
        threads = [(thread_of(clerk), thread_of(other)) for _ in range(5)]
        assert len(set(threads)) == 1, "the same thread each time"
        assert threads[0][0] != threads[0][1], "it was not free for the other"
        clerk.close()
        other.close()


def test_more_than_there_are_places_for_are_answered_all_the_same():
    with hall() as (port, _):
        many = [Connection(("127.0.0.1", port)) for _ in range(limits.staying(limits.files()) + 20)]
        for _ in range(2):
            for connection in many:
                assert thread_of(connection)
        late = Connection(("127.0.0.1", port))
        assert thread_of(late)
        for connection in (*many, late):
            connection.close()


def test_two_presses_in_one_segment_are_both_answered():
    with hall() as (port, _):
        link = dial(("127.0.0.1", port))
        link.sendall(post("/press", {}) + post("/press", {"and": "another"}))
        received = b""
        while received.count(b'{"thread"') < 2 or whole_answer(received) is None:
            received += (more := link.recv(65536))
            assert more, "closed before both were answered"
        link.close()


@pytest.mark.parametrize("everybody", [False, True], ids=["master alone", "everybody"])
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_stop_waits_for_no_page_and_no_silent_connection_but_for_the_hall(
    by: signal.Signals, everybody: bool
):
    """Ctrl+C and a service manager tell worker and master at once."""
    with hall() as (port, process):
        clerk, page = Connection(("127.0.0.1", port)), dial(("127.0.0.1", port))
        thread_of(clerk)
        page.sendall(b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert page.recv(1)
        (os.killpg if everybody else os.kill)(process.pid, by)
        assert process.stdout and process.stdout.readline() == "ending\n"
        os.killpg(process.pid, by)  # somebody is impatient
        out, _ = process.communicate(timeout=25)  # less than a silent connection may keep its thread
        assert "stopped" in out
        assert process.returncode == 0
        page.close()
        clerk.close()
