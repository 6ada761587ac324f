"""Who needs a reminder in a campaign, the most urgent first: with whom to speak, and words to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from locales import either, gettext, ngettext, speaking
from locales.numbers import day, listing, number, percent
from metrics.counting import UNIT
from metrics.pace import REMIND, Time, shortfall
from metrics.targets import Line, Progress, measure_name
from models.account import Account, AccountRole
from models.base import table_of
from models.permission import COORDINATOR, Action
from models.viewer import Viewer
from models.words import Words
from store.database import Database

_ACCOUNT: Final = table_of(Account)
_ROLE: Final = table_of(AccountRole)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit to remind: the targets it is behind with, the furthest first, and its coordinators by name.

    `behind` is by how much of the target it is behind time where that is most. Nobody is named to whom may not arrange
    people there.
    """

    unit_id: int
    unit: str
    nothing_recorded: bool
    behind: float
    lines: tuple[Line, ...]
    people: tuple[str, ...]


def reminders(database: Database, viewer: Viewer, progress: Progress) -> list[Reminder]:
    """Units with a target and nothing recorded, or more than a fifth of a target behind time; nobody before it begins.

    Those furthest behind come first, and of several equally far those with nothing recorded.
    """
    time = progress.time
    of_units: dict[int, list[Line]] = {}
    for line in progress.lines:
        if line.reached is not None and line.target:
            of_units.setdefault(line.unit_id, []).append(line)
    found = []
    for unit_id, lines in of_units.items():
        idle = time.begun and not lines[0].events
        late = [line for line in lines if idle or _behind(line, time) > REMIND]
        if late:
            late.sort(key=lambda line: -_behind(line, time))
            found.append(Reminder(unit_id, late[0].unit, idle, _behind(late[0], time), tuple(late), ()))
    found.sort(key=lambda one: (-round(one.behind, 3), not one.nothing_recorded, one.unit))
    with database.reading() as connection:
        people = _coordinators(connection, viewer, [one.lines[0].path for one in found])
    return [_with_people(one, people) for one in found]


def rule() -> str:
    """Who is reminded, in the language now spoken."""
    return gettext(
        "Units that have recorded nothing yet, and those more than {share} of a target behind the time that has passed."
    ).format(share=percent(REMIND))


def message(reminder: Reminder, progress: Progress, words: Words, *, language: str) -> str:
    """What to send to a unit that is reminded, in this language."""
    with speaking(language):
        time = progress.time
        parts = [
            gettext("{measure} {reached} of {target}").format(
                measure=measure_name(line.measure, words), reached=number(line.value or 0), target=number(line.target)
            )
            for line in reminder.lines
        ]
        told = (
            gettext("{unit}: nothing is recorded yet in the campaign “{campaign}” ({figures}).")
            if reminder.nothing_recorded
            else gettext("{unit}: in the campaign “{campaign}” {figures} so far.")
        ).format(unit=either(*reminder.lines[0].names), campaign=either(*progress.names), figures=listing(parts))
        return f"{told} {_what_is_left(time)}"


def _what_is_left(time: Time) -> str:
    if time.over or time.ends is None:
        return gettext("The campaign is over. Please record what was held and is not in the ledger yet.")
    days = (time.ends - time.today).days
    left = ngettext("{days} day is left, until {end}.", "{days} days are left, until {end}.", days)
    asked = gettext("Please record what has been held, and plan what is still to come.")
    return f"{left.format(days=number(days), end=day(time.ends))} {asked}"


def _behind(line: Line, time: Time) -> float:
    return shortfall(line.target, line.value, time)


def _with_people(reminder: Reminder, people: Mapping[int, Sequence[str]]) -> Reminder:
    """The coordinators of the unit itself, or of the nearest one above it that has any."""
    line = [int(part) for part in reminder.lines[0].path.split("/") if part]
    nearest: Sequence[str] = next((people[unit_id] for unit_id in reversed(line) if unit_id in people), ())
    return Reminder(
        reminder.unit_id, reminder.unit, reminder.nothing_recorded, reminder.behind, reminder.lines, tuple(nearest)
    )


def _coordinators(connection: Connection, viewer: Viewer, paths: Sequence[str]) -> dict[int, list[str]]:
    """The coordinators by their unit, of units that the viewer arranges."""
    if not paths or not viewer.reach(Action.MANAGE):
        return {}
    rows = connection.execute(
        select(UNIT.c.id, UNIT.c.path, _ACCOUNT.c.name, _ACCOUNT.c.full_name)
        .join_from(_ROLE, _ACCOUNT, _ACCOUNT.c.id == _ROLE.c.account_id)
        .join(UNIT, UNIT.c.id == _ROLE.c.organisation_id)
        .where(_ROLE.c.role == COORDINATOR, _ACCOUNT.c.active)
        .order_by(_ACCOUNT.c.key)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        if viewer.may(Action.MANAGE, row.path):
            found.setdefault(row.id, []).append(row.full_name or row.name)
    return found
