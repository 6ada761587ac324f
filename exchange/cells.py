"""Text inside a cell: several values in one, texts a spreadsheet would run as a formula, characters no file may hold.

Several values are joined by ；. A value that contains a separator keeps it behind a backslash, so every list comes
back as it was; lists typed by hand may also use ; 、 or line breaks. The fields of one value are joined by |.
"""

import re
from collections.abc import Iterable
from typing import Final

ITEM_SEPARATOR: Final = "；"
FIELD_SEPARATOR: Final = " | "
LONGEST: Final = 32_767  # characters a cell of a workbook holds

_ITEM_SEPARATORS: Final = "；;、\n"
_FIELD_SEPARATORS: Final = "|"
_ESCAPE: Final = "\\"

# What Excel, WPS or LibreOffice would run as a formula when it stands first in a CSV cell, also in full width.
_DANGEROUS: Final = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
# Not allowed in XML 1.0, and half of a surrogate pair, which no file can hold.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def join_items(items: Iterable[str]) -> str:
    """Several values as one text; `split_items` gives them back."""
    return ITEM_SEPARATOR.join(_escaped(item, _ITEM_SEPARATORS) for item in items)


def split_items(text: str) -> list[str]:
    """The values of one text, without outer blanks; empty ones keep their position, an empty text has none."""
    return _split(text, _ITEM_SEPARATORS) if text.strip() else []


def join_fields(fields: Iterable[str]) -> str:
    """The fields of one value as one text; empty ones at the end are left out."""
    written = [_escaped(field, _FIELD_SEPARATORS) for field in fields]
    while written and not written[-1]:
        written.pop()
    return FIELD_SEPARATOR.join(written)


def split_fields(text: str, number: int) -> list[str]:
    """Exactly `number` fields of a value, missing ones empty; further ones are added to the last."""
    fields = _split(text, _FIELD_SEPARATORS)
    fields[number - 1 :] = [FIELD_SEPARATOR.join(fields[number - 1 :])]
    return fields + [""] * (number - len(fields))


def neutralise(text: str) -> str:
    """`text` for a CSV cell: what would be run as a formula gets an apostrophe in front."""
    return f"'{text}" if is_dangerous(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if text.startswith("'") and is_dangerous(text) else text


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet program might take `text`, apostrophes aside, for a formula."""
    return _DANGEROUS.match(text) is not None


def writable(text: str) -> str:
    """`text` without the characters that no workbook may contain."""
    return _UNWRITABLE.sub("", text)


def _escaped(text: str, separators: str) -> str:
    return "".join(_ESCAPE + c if c in separators or c == _ESCAPE else c for c in text)


def _split(text: str, separators: str) -> list[str]:
    if _ESCAPE not in text:  # as in nearly every cell
        first, others = separators[0], separators[1:]
        text = text.replace("\r\n", "\n")
        for separator in others:
            text = text.replace(separator, first)
        return [part.strip() for part in text.split(first)]
    parts: list[list[str]] = [[]]
    characters = iter(text.replace("\r\n", "\n"))
    for character in characters:
        if character == _ESCAPE:
            escaped = next(characters, "")
            known = escaped != "" and escaped in separators + _ESCAPE
            parts[-1].append(escaped if known else _ESCAPE + escaped)
        elif character in separators:
            parts.append([])
        else:
            parts[-1].append(character)
    return ["".join(part).strip() for part in parts]
