"""What may be a password, and what is kept of one: an Argon2 hash and nothing else."""

import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from locales import mark
from models.problem import Problem

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST_DIFFERENT: Final = 5
# Length is what counts (NIST SP 800-63B, 5.1.1.2); refused are only those that are tried first. Twelve and longer.
COMMON: Final = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())

_hasher: Final = PasswordHasher()
# Each hash takes 64 MB for a moment; many sign-ins at once wait for one another instead of filling the memory.
_two_at_once: Final = threading.BoundedSemaphore(2)


def password_problems(password: str, name: str) -> Iterator[Problem]:
    """What is wrong with a new password of the person who signs in as `name`."""
    text = _normal(password)
    if len(text) < SHORTEST:
        yield Problem.of("password", "too_short", mark("a password needs at least {least} characters."), least=SHORTEST)
    elif len(text) > LONGEST:
        yield Problem.of("password", "too_long", mark("a password has at most {most} characters."), most=LONGEST)
    elif text.casefold() in COMMON or len(set(text)) < FEWEST_DIFFERENT:
        yield Problem.of("password", "common", mark("this password is among the first that are tried. Choose another."))
    elif text.casefold().strip() == _normal(name).casefold():
        yield Problem.of("password", "is_name", mark("the password must not be the sign-in name."))


def hash_password(password: str) -> str:
    """The Argon2 hash of a password, salt and parameters included."""
    with _two_at_once:
        return _hasher.hash(_normal(password))


def is_password(kept: str, password: str) -> bool:
    """Whether `kept` is the hash of `password`. Without a hash it takes as long, and the answer is no."""
    with _two_at_once:
        try:
            return _hasher.verify(kept or _nobodys(), _normal(password)[: LONGEST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than are used today."""
    return _hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    """The same password from every keyboard: an accented letter is one character, full width is half."""
    return unicodedata.normalize("NFKC", password)


_nobody: list[str] = []


def _nobodys() -> str:
    """A hash that no password is known of, to compare with where there is none."""
    if not _nobody:
        _nobody.append(_hasher.hash("nobody's"))
    return _nobody[0]
