"""The documents say what is true: commands, options, files, names, versions."""

import re
import tomllib
from pathlib import Path

import pytest

from launch import commands

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
COUNTING = ROOT / "docs" / "counting.md"
WRITTEN = [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "CHANGELOG.md", ROOT / "NOTICE"]
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
TOP = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".venv"}
# Made when the ledger is used, not kept in the repository.
AT_RUN_TIME = {".venv", "outreach.db", "photos/", "backups/", "copy/", "data/", ".streamlit/secrets.toml"}
# The only address people need is their own computer's; one machine's path or a number on some list tells them nothing.
FORBIDDEN = re.compile(
    r"https?://(?!127\.0\.0\.1)|\b[\w-]+\.(?:com|org|net|io|dev|cn)\b"
    r"|(?<![\w.)])/(?:\w+/)+|(?<![\w/(])#\d+|\bissues? \d",
    re.IGNORECASE,
)


def text_of(document: Path) -> str:
    return document.read_text("utf-8")


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        commands.parse([*command, "--help"])
    return capsys.readouterr().out


def test_the_readme_begins_with_the_two_commands() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", text_of(README), re.DOTALL | re.MULTILINE)
    assert [block.strip() for block in blocks[:2]] == ["python3 manage.py run", "python3 manage.py test"]


def test_every_command_and_option_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    readme = text_of(README)
    named = re.findall(r"^    ([\w-]+)(?: |$)", help_of(capsys), re.MULTILINE)
    assert set(commands.DATA_COMMANDS) < set(named)
    missing = [name for name in named if f"python3 manage.py {name}" not in readme]
    options = {option for name in named for option in re.findall(r"^  (--[a-z-]+)", help_of(capsys, name), re.M)}
    missing += [option for option in options if not re.search(rf"{option}(?![a-z-])", readme)]
    assert not missing


def test_every_command_of_the_readme_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"^    ([\w-]+)(?: |$)", help_of(capsys), re.MULTILINE))
    assert set(re.findall(r"manage\.py ([\w-]+)", text_of(README))) <= named


@pytest.mark.parametrize("requirements", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_is_in_the_architecture_with_the_pinned_version(requirements: str) -> None:
    pinned = (ROOT / requirements.replace(".in", ".txt")).read_text("utf-8")
    versions = {
        name.lower(): version for name, version in re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", pinned, re.M)
    }
    told = dict(re.findall(r"^\| ([\w-]+) \| (\S+)", text_of(ARCHITECTURE), re.MULTILINE))
    wanted = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / requirements).read_text("utf-8"), re.MULTILINE)
    assert {name: told.get(name) for name in wanted} == {name: versions[name.lower()] for name in wanted}


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: path.name)
def test_what_a_document_refers_to_is_there(document: Path) -> None:
    text = text_of(document)
    linked = [target for target in re.findall(r"\]\(([^)]+)\)", text) if not re.match(r"https?:|#", target)]
    missing = [target for target in linked if not (document.parent / target.partition("#")[0]).exists()]
    for quoted in re.findall(r"`([^`\n]+)`", text):
        path = quoted.partition("::")[0]
        looks_like_a_path = re.fullmatch(r"[\w./-]+", path) and (
            path.split("/")[0] in TOP or re.search(r"[a-z_]\.(?:py|md|toml|txt|in|csv)$", path) or path.endswith("/")
        )
        if looks_like_a_path and path not in AT_RUN_TIME and "." + path not in AT_RUN_TIME:
            missing += [] if (ROOT / path).exists() else [path]
    assert not missing


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: path.name)
def test_a_document_speaks_of_the_product_only(document: Path) -> None:
    assert FORBIDDEN.search(text_of(document)) is None


def test_every_test_named_in_the_counting_rules_exists() -> None:
    named = re.findall(r"`(test_\w+)`", text_of(COUNTING))
    assert named
    assert [name for name in named if f"def {name}(" not in TESTS] == []


def test_the_arrows_of_the_architecture_are_those_that_are_checked() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = [contract["layers"] for contract in linter.get("contracts", []) if contract["type"] == "layers"]
    arrows = re.search(r"^    (pages → .*)$", text_of(ARCHITECTURE), re.MULTILINE)
    assert arrows is not None
    assert [[layer.strip() for layer in arrows[1].split("→")]] == layers


def test_every_name_of_the_architecture_is_in_the_code() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for folder in sorted(TOP - {".git", "data"})
        for path in (ROOT / folder).rglob("*.py")
        if path != Path(__file__)
    ) + text_of(ROOT / "server.py")
    names = re.findall(r"`(?:[a-z]+\.)?([A-Za-z_]{4,})(?:\([^`]*\))?`", text_of(ARCHITECTURE))
    assert len(names) > 30
    assert sorted({name for name in names if not re.search(rf"\b{name}\b", code)}) == []
