"""Finds what looks like a person's number in text: mobile numbers, identity numbers, bank cards.

No attendee's number is needed anywhere in the ledger (个人信息保护法, art. 6: no more than the purpose needs). What is
found is a warning for the person typing and never a wall, for a number that only looks like one may be right.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Final

import phonenumbers
from stdnum import luhn
from stdnum.cn import ric

from locales import Message, mark
from models.draft import EventDraft
from models.entry import Entry
from models.problem import Problem


class Personal(StrEnum):
    """Kinds of numbers that belong to one person."""

    MOBILE = "mobile"
    IDENTITY = "identity"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Finding:
    """What looks like a person's number in `text[start:end]`; `hint` tells it from others without repeating it."""

    kind: Personal
    start: int
    end: int
    hint: str


FEWEST_DIGITS: Final = 11  # of the shortest of them, the mobile number

# Between the digits of one number: blanks and hyphens of any width, and what cannot be seen.
_BETWEEN: Final = r"(?:[^\S\r\n]|[\u200b-\u200f\u2060\ufeff\-\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d]){1,3}"
_DIGITS: Final = r"(?:[0-9]+[Xx]?|[Xx])"  # X is the check character of an identity number
_GROUP: Final = re.compile(_DIGITS)
_RUN: Final = re.compile(rf"[0-9]+[Xx]?(?:{_BETWEEN}{_DIGITS})*")
# No scheme is longer; without a bound each letter of a long word would be read to its end.
_ADDRESS: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{0,40}://|www\.)[!-~]+", re.IGNORECASE)
_WORD_BEFORE: Final = re.compile(r"[0-9A-Za-z_]*\Z")
_LETTER: Final = re.compile(r"[A-Za-z_]")
_MOST_DIGITS: Final = 19  # of a card
_MOST_GROUPS: Final = _MOST_DIGITS  # its digits one by one

# How the numbers are written in groups; other groupings are lists of figures ("150 200 180 90").
_MOBILE_GROUPS: Final = {(11,), (3, 4, 4), (3, 8), (7, 4), (5, 6)}
_COUNTRY: Final = ("86", "086", "0086", "0")
# ISO/IEC 7812-1: 3 to 6 are issued by banks and card schemes, 9 by countries themselves (older Chinese cards),
# 2221 to 2720 by one scheme. No date begins like that.
_ISSUER: Final = re.compile(r"[34569]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")
# What all three of them are, and few other figures: most are told from them by this alone.
_POSSIBLE: Final = re.compile(
    rf"(?:0|0{{0,2}}86)?1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}(?:19|2)[0-9]+X?|(?={_ISSUER.pattern})[0-9]{{13,19}}"
)

_SENTENCES: Final = {
    Personal.MOBILE: mark("{hint} looks like a mobile number. Nobody's number is needed here; take it out."),
    Personal.IDENTITY: mark("{hint} looks like an identity number. Nobody's number is needed here; take it out."),
    Personal.CARD: mark("{hint} looks like a bank card number. Nobody's number is needed here; take it out."),
}


def personal_data(text: str) -> list[Finding]:
    """What looks like a person's number, in the order of the text; written in digits of any width, with or without
    blanks and hyphens between them. Service numbers, landlines, dates, division codes and web addresses are none.
    """
    plain = "".join(map(_plain, text))
    if sum(map(str.isdecimal, plain)) < FEWEST_DIGITS:
        return []
    plain = _ADDRESS.sub(lambda address: "_" * len(address[0]), plain)
    return [finding for run in _RUN.finditer(plain) for finding in _in_run(plain, run)]


def privacy_warnings(told: EventDraft | Entry | Mapping[str, str]) -> list[Problem]:
    """A warning for each number found in what people write freely, naming the field; none repeats the number."""
    texts = told.items() if isinstance(told, Mapping) else _free_texts(told)
    found = [
        Problem(field, f"personal_{finding.kind}", Message.of(_SENTENCES[finding.kind], hint=finding.hint))
        for field, text in texts
        for finding in personal_data(text)
    ]
    return list(dict.fromkeys(found))


def _free_texts(told: EventDraft | Entry) -> Iterator[tuple[str, str]]:
    """Field → text, of all that is not chosen from a list; links are addresses, their titles are not."""
    yield "title", told.title
    yield "when", told.when_text if isinstance(told, Entry) else told.when.text
    yield "organisation", str(told.organisation)
    titles = told.link_titles.values() if isinstance(told, Entry) else [link.title for link in told.links]
    lists: tuple[tuple[str, Iterable[int | str]], ...] = (
        ("co_organisers", told.co_organisers),
        ("partners", told.partners),
        ("places", [place.name for place in told.places]),
        ("campaigns", told.campaigns),
        ("materials", [material.name for material in told.materials]),
        ("readings", [reading.channel for reading in told.readings]),
        ("links", titles),
    )
    for field, texts in lists:
        yield from ((field, text) for text in texts if isinstance(text, str))
    yield "note", told.note
    yield "reference", told.reference or ""


def _plain(character: str) -> str:
    """The character, digits and the sign X in any width or script as the plain ones."""
    if character.isascii():
        return character
    if character in "Ⅹⅹ" or unicodedata.normalize("NFKC", character) in ("X", "x"):
        return "X"
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _in_run(text: str, run: "re.Match[str]") -> Iterator[Finding]:
    """Numbers made of neighbouring groups of a run of digits; the longer reading wins."""
    groups = list(_GROUP.finditer(text, run.start(), run.end()))
    lengths = [len(group[0]) for group in groups]
    digits = "".join(group[0] for group in groups).upper()
    at = [0, *accumulate(lengths)]
    first = 0
    while first < len(groups):
        for last in range(min(len(groups), first + _MOST_GROUPS), first, -1):
            if not FEWEST_DIGITS <= at[last] - at[first] <= _MOST_DIGITS:
                continue
            number = digits[at[first] : at[last]]
            if not _POSSIBLE.fullmatch(number):
                continue
            start, end = groups[first].start(), groups[last - 1].end()
            if not _stands_alone(text, start, end):
                continue
            beside = {*lengths[max(0, first - 1) : first], *lengths[last : last + 1]}
            kind = _kind(number, tuple(lengths[first:last]), beside)
            if kind is not None:
                yield Finding(kind, start, end, f"{number[:3]}…{number[-2:]}")
                first = last
                break
        else:
            first += 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the digits are no part of a word of letters and digits; letters alone may lead ("tel138…")."""
    before = _WORD_BEFORE.search(text, max(0, start - 20), start)
    return not (before and any(c.isdecimal() or c == "_" for c in before[0])) and not _LETTER.match(text, end)


def _kind(number: str, lengths: tuple[int, ...], beside: set[int]) -> Personal | None:
    """What a number written in groups of these lengths looks like; `beside` are the lengths next to them."""
    if _is_identity(number):
        return Personal.IDENTITY
    if _is_card(number, lengths, beside):
        return Personal.CARD
    return Personal.MOBILE if _is_mobile(number, lengths) else None


def _is_identity(number: str) -> bool:
    """18 characters with a day of birth and the check character of GB 11643 (ISO 7064 MOD 11-2).

    The county is not looked up: codes come and go, and those of foreign residents are of another list.
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= date.today()


def _is_card(number: str, lengths: tuple[int, ...], beside: set[int]) -> bool:
    """13 to 19 digits of an issuer's range with the check digit of ISO/IEC 7812-1 (Luhn)."""
    if not re.fullmatch(r"[0-9]{13,19}", number) or not _ISSUER.match(number) or len(set(number)) == 1:
        return False
    fours = len(lengths) > 1 and set(lengths[:-1]) == {4} and lengths[-1] <= 4
    if fours and 4 in beside:
        return False  # one more of the same: a list of figures
    written = (
        len(lengths) == 1
        or fours
        or set(lengths) == {1}
        or lengths in ((4, 6, 5), (4, 6, 4))
        or (len(lengths) == 2 and lengths[0] == 6)
    )
    return written and luhn.is_valid(number)


def _is_mobile(number: str, lengths: tuple[int, ...]) -> bool:
    """Eleven digits of a mobile range, with or without the country's code."""
    national = number[-11:]
    prefix = number[:-11]
    if not re.fullmatch(r"1[3-9][0-9]{9}", national) or (prefix and prefix not in _COUNTRY):
        return False
    if prefix:
        first = lengths[0] - len(prefix)
        lengths = lengths[1:] if first == 0 else (first, *lengths[1:])
    if lengths not in _MOBILE_GROUPS and set(lengths) != {1}:
        return False
    parsed = phonenumbers.parse(national, "CN")
    return (
        phonenumbers.is_valid_number_for_region(parsed, "CN")
        and phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    )
