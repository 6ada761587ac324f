"""Every message of the code stands in both catalogues, translated, with the same placeholders."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from locales import LANGUAGES, catalogue, speaking
from locales import gettext as _

CALLS = {"_": 1, "gettext": 1, "mark": 1, "ngettext": 2}


def spoken_in_code() -> Iterator[tuple[str, str]]:
    """Each literal message with its place, found by reading the code rather than by Babel's extractor."""
    files = [catalogue.ROOT / "app.py"]
    for room in catalogue.ROOMS:
        files += sorted((catalogue.ROOT / room).rglob("*.py"))
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                for argument in node.args[: CALLS[node.func.id]]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                        yield f"{path.relative_to(catalogue.ROOT)}:{node.lineno}", argument.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_untranslated(language: str) -> None:
    assert list(catalogue.gaps(language)) == []


def test_no_message_hides_from_the_catalogues() -> None:
    held = {part for message in catalogue.stored("en") for part in _parts(message)}
    assert [(place, text) for place, text in spoken_in_code() if text not in held] == []


def test_the_catalogues_hold_nothing_that_the_code_no_longer_says() -> None:
    wanted = {str(message.id) for message in catalogue.collect() if message.id}
    for language in LANGUAGES:
        assert {str(message.id) for message in catalogue.stored(language) if message.id} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = [
        (message.id, message.string)
        for message in catalogue.stored(language)
        if message.id and not all(_fields(text) <= _fields(_parts(message)[-1]) for text in _strings(message))
    ]
    assert wrong == []


def test_chinese_pages_are_chinese() -> None:
    with speaking("zh_CN"):
        assert _("Overview") == "总览"
    with speaking("en"):
        assert _("Overview") == "Overview"


def test_a_message_added_to_the_code_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "components"
    room.mkdir()
    (room / "new.py").write_text('from locales import _\nprint(_("Nobody has translated this"))\n', encoding="utf-8")
    (tmp_path / "app.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "ROOMS", ("components",))
    assert list(catalogue.gaps("zh_CN")) == ["Nobody has translated this"]


def _parts(message: Message) -> list[str]:
    return [str(part) for part in message.id] if isinstance(message.id, tuple | list) else [str(message.id)]


def _strings(message: Message) -> list[str]:
    return [str(part) for part in message.string] if isinstance(message.string, tuple | list) else [str(message.string)]


def _fields(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}
