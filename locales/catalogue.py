"""Keeping the catalogues true: collect the messages from the code, bring both catalogues up to date, name gaps.

`python3 manage.py messages` runs this; a test fails while a message is missing or a translation is empty.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales import DOMAIN, ENGLISH, FOLDER, LANGUAGES

ROOT: Final = FOLDER.parent
ROOMS: Final = ("components", "exchange", "gate", "geo", "launch", "locales", "metrics", "models", "pages", "store")
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
}


def collect() -> Catalog:
    """All messages of the product's code, without translations."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    sources = [(ROOT, "app.py"), *((ROOT / room, "**.py") for room in ROOMS)]
    for folder, pattern in sources:
        found = extract_from_dir(
            str(folder),
            method_map=[(pattern, "python")],
            keywords=KEYWORDS,
            directory_filter=lambda path: Path(path).name not in {".venv", "__pycache__"},
        )
        for name, _line, message, _comments, _context in found:
            if folder == ROOT or pattern != "app.py":
                place = (folder / name).relative_to(ROOT).as_posix()
                catalogue.add(message, locations=[(place, 0)])
    return catalogue


def stored(language: str) -> Catalog:
    """The catalogue of a language as it stands in the repository."""
    with _path(language).open("rb") as source:
        return read_po(source, locale=language)


def bring_up_to_date(language: str) -> None:
    """Add new messages to a language's catalogue and drop those the code no longer has; translations are kept."""
    catalogue = stored(language)
    catalogue.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if language == ENGLISH:
        for message in catalogue:
            # The messages are English already; the catalogue is there so that wording can be changed without code.
            if message.id and not any(_strings(message.string)):
                message.string = message.id
    with _path(language).open("wb") as target:
        write_po(target, catalogue, width=110, no_location=False, include_lineno=False, sort_by_file=True)


def gaps(language: str) -> Iterator[str]:
    """Messages of the code that a language's catalogue lacks or leaves empty."""
    catalogue = stored(language)
    for message in collect():
        if not message.id:
            continue
        held = catalogue.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        if held is None or held.fuzzy or not all(_strings(held.string)):
            yield str(message.id)


def _strings(string: object) -> list[str]:
    return [str(part) for part in string] if isinstance(string, tuple | list) else [str(string or "")]


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def main() -> int:
    """Bring all catalogues up to date; exit code 1 while a translation is missing."""
    missing = 0
    for language in LANGUAGES:
        bring_up_to_date(language)
        for message in gaps(language):
            missing += 1
            sys.stdout.write(f"{language}: not translated: {message}\n")
    sys.stdout.write(f"{missing} translations missing\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
