"""The two languages: which one is spoken now, and the words for it.

`_("English text")` gives the text in the language now spoken. The language is, in this order: the one named by
`with speaking("en")` around the call, the one the registered listener names (the app registers the viewer's choice
in the address), or Simplified Chinese.
"""

import gettext as _gettext
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
LANGUAGES: Final = {CHINESE: "简体中文", ENGLISH: "English"}
DOMAIN: Final = "messages"
FOLDER: Final = Path(__file__).resolve().parent

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_listener: Callable[[], str | None] | None = None


def listen_to(listener: Callable[[], str | None]) -> None:
    """Ask `listener` for the language wherever no `speaking` block names one; it may answer None."""
    global _listener
    _listener = listener


def language() -> str:
    """The code of the language now spoken: "zh_CN" or "en"."""
    code = _spoken.get() or (_listener() if _listener else None)
    return code if code in LANGUAGES else CHINESE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` inside the block, whatever the viewer chose. Raises ValueError for an unknown language."""
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}")
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    # The catalogues are compiled when first needed: one source of truth in git, nothing to forget at set-up.
    path = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """`message` (English, as written in the code) in the language now spoken."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that `number` asks for, in the language now spoken."""
    return _catalogue(language()).ngettext(singular, plural, number)


_ = gettext


def mark(message: str) -> str:
    """Mark a message for the catalogues without translating it yet (module level, tables of labels)."""
    return message


def either(chinese: str, english: str) -> str:
    """The label in the language now spoken, falling back on the other one where it is empty."""
    first, second = (chinese, english) if language() == CHINESE else (english, chinese)
    return first or second


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence kept untranslated with its values, so that each reader gets it in their own language.

    `template` is an English catalogue entry with named placeholders; a value may itself be a Message.
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, template: str, /, **values: object) -> "Message":
        """A message with its named values."""
        return cls(template, tuple(values.items()))

    def __str__(self) -> str:
        """The sentence in the language now spoken."""
        return gettext(self.template).format(**{name: str(value) for name, value in self.values})
