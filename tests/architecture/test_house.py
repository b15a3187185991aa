"""The house rules that no linter knows: who may import whom is kept by import-linter (pyproject.toml)."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[2]
OURS = ("config", "server", "devices", "kiosk", "caller", "display")
LONGEST_FILE, LONGEST_FUNCTION = 350, 50
"""Lines of code: blank lines, comments and docstrings are free, so that nobody saves on them."""
LONGER_FILES = {"server/domain/decide.py": 400}
"""All the rules of the hall, one small function a command: split it rather than let it grow."""


def sources(*folders: str) -> list[Path]:
    """Every Python file below, the migrations too."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*folders):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of modules, as written, wherever they are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def lines_of_code(node: ast.AST, text: str) -> int:
    """Lines that hold a token of code."""
    quiet = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
            quiet |= set(range(inner.lineno, (inner.end_lineno or 0) + 1))
    first, last = (node.lineno, node.end_lineno) if hasattr(node, "lineno") else (1, len(text.splitlines()))
    code = (n for n in range(first, last + 1) if n not in quiet)
    return sum(1 for n in code if re.match(r"\s*[^\s#]", text.splitlines()[n - 1]))


def test_nothing_imports_the_composition_root():
    for path, tree in trees(*OURS, "tests"):
        known = [name for name in imported(tree) if name == "run" or name.startswith("server.boot")]
        assert path.startswith("server/boot/") or not known, path


def test_the_house_never_imports_its_tests():
    for path, tree in trees(*OURS):
        assert not {"tests", "pytest", "hypothesis"} & {n.partition(".")[0] for n in imported(tree)}, path


def test_files_and_functions_stay_readable():
    too_long = []
    for path in sources(*OURS):
        text = path.read_text()
        tree = ast.parse(text)
        name = str(path.relative_to(ROOT))
        if (size := lines_of_code(tree, text)) > LONGER_FILES.get(name, LONGEST_FILE):
            too_long.append(f"{name}: {size} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = lines_of_code(node, text)
                if size > LONGEST_FUNCTION:
                    too_long.append(f"{name} {node.name}: {size} lines")
    assert too_long == []


def test_every_module_says_what_it_is_for_and_has_a_name_of_its_own():
    for path, tree in trees(*OURS):
        assert ast.get_docstring(tree) or not tree.body, path
    assert not {"utils", "util", "helpers", "helper", "manager", "common", "misc"} & {
        path.stem for path in sources(*OURS, "tests")
    }


def test_whatever_is_imported_is_there_also_by_programs_that_stand_in_strings():
    """Tests start programs of their own; a module that has moved is missed there by nobody else."""
    written = re.compile(rf"^\s*(?:from|import) ((?:{'|'.join(OURS)})(?:\.\w+)+)", re.MULTILINE)
    lost = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(*OURS, "tests")
        for name in written.findall(path.read_text())
        if not any((ROOT / name.replace(".", "/")).with_suffix(s).exists() for s in ("", ".py"))
    ]
    assert lost == []


SLEEPERS = {"tests/serving.py", "tests/pty/conftest.py"}
"""Where a bounded poll waits for another process."""


def test_no_test_sleeps():
    for path, tree in trees("tests"):
        if path in SLEEPERS or path.startswith("tests/bench/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called != "sleep" and not called.endswith(".sleep"), f"{path}:{node.lineno}"


def test_no_test_folder_hides_a_package():
    """tests/server, tests/config … would shadow ours if they were packages; and basenames must differ."""
    assert not list((ROOT / "tests").rglob("__init__.py"))
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_codecs_of_the_emulators_are_their_own():
    """Driver and emulator may not be wrong together: the far end parses the wire by itself."""
    for path, tree in trees("devices/emulators"):
        assert not [n for n in imported(tree) if n.startswith(("devices.codecs", "devices.drivers"))], path


# ---------------------------------------------------------------- two lists that must be one


def test_the_migrations_make_the_tables_that_the_code_expects(tmp_path):
    from server.store.database import Database
    from server.store.schema import metadata

    database = Database(f"sqlite:///{tmp_path / 'hall.db'}", "test")
    made = shape(sa.inspect(database.readers))
    database.close()
    fresh = sa.create_engine("sqlite://")
    metadata.create_all(fresh)
    wanted = shape(sa.inspect(fresh))
    made.pop("alembic_version")
    assert made == wanted


def test_and_on_postgresql(postgresql):
    from server.store.database import Database
    from server.store.schema import metadata

    database = Database(postgresql, "architecture")
    made = shape(sa.inspect(database.readers))
    database.close()
    made.pop("alembic_version")
    fresh = sa.create_engine(postgresql, execution_options={"schema_translate_map": {None: "wanted"}})
    with fresh.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA wanted"))
        metadata.create_all(connection)
    wanted = shape(sa.inspect(fresh), "wanted")
    fresh.dispose()
    assert made == wanted


def shape(inspector: sa.Inspector, schema: str | None = None) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as comparable values."""
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table, schema)],
            inspector.get_pk_constraint(table, schema)["constrained_columns"],
            sorted(
                (u["name"], tuple(u["column_names"])) for u in inspector.get_unique_constraints(table, schema)
            ),
            sorted((i["name"], tuple(i["column_names"])) for i in inspector.get_indexes(table, schema)),
        )
        for table in inspector.get_table_names(schema)
    }


def test_the_code_knows_the_newest_migration():
    from server.store.database import HEAD, MIGRATIONS

    chain = {}
    for path in sorted((MIGRATIONS / "versions").glob("*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        chain[module.revision] = module.down_revision
    assert set(chain) - set(chain.values()) == {HEAD}


@pytest.fixture(scope="module")
def api_routes(tmp_path_factory):
    """Endpoint -> methods, of all that lies under /api."""
    from server.executor import Executor
    from server.store.database import Database
    from server.web.app import create_app
    from tests.halls import DAY, PLAN

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('api') / 'hall.db'}", PLAN.code)
    executor = Executor(database, PLAN)
    executor.start(DAY)
    app = create_app(executor, secret=b"x" * 32, healths=dict).app
    yield {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and not rule.endpoint.startswith("api.static")
    }
    executor.stop()
    database.close()


def test_every_route_of_the_api_has_a_right_and_every_right_a_route(api_routes):
    from server.web.access.rights import RIGHTS

    assert set(api_routes) == set(RIGHTS)


def test_only_getting_in_and_the_guide_are_open_to_everybody(api_routes):
    """What anybody on the network may ask without a session or a token."""
    from server.web.access.rights import RIGHTS

    public = {endpoint for endpoint, right in RIGHTS.items() if right.public}
    by_slip = {"api.get_visit", "api.cancel_visit", "api.wake_visit", "api.rate_visit", "api.complain"}
    getting_in = {"api.get_session", "api.sign_in", "api.sign_out", "api.redeem"}
    getting_in |= {"api.lock_session", "api.unlock_session"}  # of the session that is shown, or refused
    published = {"api.get_guide", "api.get_matter_guide", "api.complain_on_web", "api.get_public_ledger"}
    assert public == getting_in | by_slip | published
    assert all("<token>" in api_routes[endpoint].rule for endpoint in by_slip)
    assert all(right.public or right.roles or right.devices for right in RIGHTS.values())


def test_every_refusal_of_the_rules_has_a_status_of_its_own_kind():
    """An unlisted code would be a 500 to the one who asked."""
    from server.domain.texts.refusals import REFUSALS
    from server.web.problems import status_of

    assert {code: status_of(code) for code in REFUSALS if not 400 <= status_of(code) < 600} == {}
    assert all(
        status_of(code) == 404 for code in REFUSALS if code.startswith("unknown_") and code != "unknown_level"
    )
    assert status_of("nobody_waiting") == status_of("wrong_state") == status_of("recovery") == 409
