"""Whatever stands in a file, the loader gives a plan or ConfigErrors and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import ConfigErrors, parse
from server.domain.facts.plan import HallPlan
from tests.config.examples import uncommented

CONTENT = uncommented().encode()
LINES = uncommented().splitlines()
ASSIGNMENTS = [place for place, line in enumerate(LINES) if " = " in line and not line.startswith("#")]

CORRUPTIONS = st.lists(
    st.tuples(
        st.integers(0, len(CONTENT)),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=8), st.sampled_from([b"\n[[window]]\n", b"= 1\n", b'"', b"\n[hall]\n", b"-1"])
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(CORRUPTIONS)
def test_damage_gives_a_plan_or_config_errors(damage: list[tuple[int, int, bytes]]) -> None:
    content = CONTENT
    for start, length, replacement in damage:
        content = content[:start] + replacement + content[start + length :]
    try:
        assert isinstance(parse(content, "damaged.toml"), HallPlan)
    except ConfigErrors as errors:
        assert errors.errors
        assert str(errors)


VALUES = st.recursive(
    st.one_of(
        st.just('""'), st.just("-1"), st.just("true"), st.just("1979-05-27"), st.just("nan"), st.just('"a"')
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        inner.map("{{ a = {} }}".format),
    ),
    max_leaves=3,
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_value_of_any_type_at_any_key_gives_config_errors_or_a_plan(data: st.DataObject) -> None:
    lines = LINES.copy()
    place = data.draw(st.sampled_from(ASSIGNMENTS))
    lines[place] = f"{lines[place].split(' =')[0]} = {data.draw(VALUES)}"
    try:
        parse("\n".join(lines).encode(), "x.toml")
    except ConfigErrors as errors:
        assert all(0 < error.line <= len(lines) for error in errors.errors)
