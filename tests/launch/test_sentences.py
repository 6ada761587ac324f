"""The sentences: complete in both languages, and readable by the old Pythons that need them most."""

import ast
import re
from pathlib import Path

import pytest

from launch.sentences import SENTENCES, StartError, line
from manage import require_python

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("variables", "first"),
    [
        ({"LANG": "zh_CN.UTF-8"}, 1),
        ({"LANG": "zh_TW"}, 1),
        ({"LANG": "en_GB.UTF-8"}, 0),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, 0),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, 1),
    ],
)
def test_the_readers_language_comes_first(
    variables: dict[str, str], first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    expected = SENTENCES["updating"][first], SENTENCES["updating"][1 - first]
    assert line("updating") == " · ".join(expected)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_one_sentence_with_the_same_gaps_in_both_languages(sentence: str) -> None:
    english, chinese = SENTENCES[sentence]
    assert re.findall(r"\{\w+\}", english) == sorted(re.findall(r"\{\w+\}", chinese), key=english.index)
    assert "\n" not in english + chinese
    assert not re.search(r"\. |\.$|。", english + chinese)


@pytest.mark.parametrize("file", ["manage.py", "launch/__init__.py", "launch/sentences.py"])
def test_what_runs_before_the_version_check_is_old_syntax(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"), feature_version=(3, 6))
    imported = [name for node in tree.body if isinstance(node, ast.ImportFrom | ast.Import) for name in names(node)]
    assert set(imported) <= {"sys", "errno", "locale", "os", "launch.sentences"}
    hints = [hint for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for hint in annotations(node)]
    # Newer notations would be evaluated, and fail, on an old Python unless they are in quotes.
    assert all(isinstance(hint, ast.Name | ast.Constant) for hint in hints)


def names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def annotations(node: ast.FunctionDef) -> list[ast.expr]:
    parts = [*node.args.args, *node.args.kwonlyargs, node.args.kwarg]
    return [hint for hint in [node.returns, *(part.annotation for part in parts if part)] if hint]


@pytest.mark.parametrize(("version", "enough"), [((3, 10), False), ((3, 11), True), ((3, 14), True), ((4, 0), True)])
def test_python_3_11_is_the_oldest_that_will_do(version: tuple[int, int], enough: bool) -> None:
    if enough:
        require_python(version)
    else:
        with pytest.raises(StartError):
            require_python(version)
