"""Who may import whom: the contracts in pyproject.toml, and what they cannot express."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pages", "components", "launch", "exchange", "metrics", "gate", "store", "geo", "models", "locales")
MODULES = sorted(
    path.relative_to(ROOT)
    for path in (*ROOT.glob("*.py"), *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")))
)
DRAWN = {"app.py", "server.py", "pages", "components"}
OPENING = {"Session", "sessionmaker", "scoped_session", "create_engine", "Engine"}
CHANGING = {"insert", "update", "delete", "text"}


def imported(module: Path) -> Iterator[tuple[str, str]]:
    """Each import of a module: the package it comes from, and the name ("" for the package itself)."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are written in full"
            yield from ((node.module or "", name.name) for name in node.names)


def touched(module: Path) -> set[str]:
    """The names of all attributes a module touches."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_every_contract_holds() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_the_modules_are_there_to_be_looked_at() -> None:
    assert {module.parts[0] for module in MODULES} >= {*PACKAGES, *DRAWN}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_streamlit_is_known_only_where_something_is_drawn(module: Path) -> None:
    if module.parts[0] not in DRAWN:
        assert not [name for name, _ in imported(module) if name.split(".")[0].startswith("streamlit")]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_the_store_opens_sessions_and_changes_rows(module: Path) -> None:
    if module.parts[0] == "store":
        return
    names = {name for package, name in imported(module) if package.split(".")[0] in {"sqlalchemy", "sqlmodel"}}
    assert names.isdisjoint(OPENING | CHANGING)
    assert touched(module).isdisjoint({"exec_driver_sql", "executescript", "commit"})


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_reaches_for_what_another_keeps_to_itself(module: Path) -> None:
    ours = [
        f"{package}.{name}"
        for package, name in imported(module)
        if package.split(".")[0] in PACKAGES and name.startswith("_") and name != "_"
    ]
    assert not ours
