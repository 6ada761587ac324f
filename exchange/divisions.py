"""Which division a row of a list means: by its code, or by the names of divisions and the place."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from sqlalchemy import Connection, select

from geo.divisions import chain_label
from geo.gazetteer import Gazetteer
from geo.parse import Resolved, Resolver
from metrics.counting import DIVISION
from metrics.positions import Position, positions_of
from models.base import table_of
from models.division import DivisionCode
from store.database import Database
from store.divisions import division_names, former_names

CHUNK: Final = 500


class Divisions:
    """The divisions of the ledger, for one list. Names are looked up only when a row has no code."""

    def __init__(self, positions: Mapping[str, Position], resolver: Callable[[], Resolver]) -> None:
        """`positions`: those of the list's codes that the ledger knows. `resolver` is asked once, if at all."""
        self._positions = positions
        self._ask_resolver = resolver
        self._resolved: dict[tuple[str, str | None], Resolved] = {}

    @cached_property
    def _resolver(self) -> Resolver:
        return self._ask_resolver()

    def of_code(self, code: str) -> Position | None:
        """The division of an official code or of our own."""
        return self._positions.get(code)

    def resolve(self, text: str, *, home: str | None = None) -> Resolved:
        """The division a text names with certainty, or candidates; `home` is the area of whoever wrote it."""
        key = (text, home)
        if key not in self._resolved:
            self._resolved[key] = self._resolver.resolve(text, home=home)
        return self._resolved[key]

    def levels(self, division_id: str) -> dict[int, str]:
        """Level → the division of that level which a division is or lies in."""
        tree = self._resolver.tree
        row = tree.row_of(division_id)
        return {} if row is None else {tree.level(above): tree.id_of(above) for above in tree.line(row)}

    def chain(self, division_id: str) -> tuple[str, ...]:
        """The names from a division upwards."""
        tree = self._resolver.tree
        row = tree.row_of(division_id)
        return () if row is None else tuple(tree.name(above) for above in tree.line(row))

    def brief(self, division_id: str) -> str:
        """The names of a division and the two above it: those further up go without saying for who is at home there."""
        return chain_label(self.chain(division_id)[:3])

    def label(self, division_id: str) -> str:
        """The names from a division upwards, as one line."""
        return chain_label(self.chain(division_id))


def find_codes(connection: Connection, codes: Iterable[str]) -> dict[str, Position]:
    """Code → division, for those that are known. A code of an older list counts where only one division has it."""
    wanted = sorted(set(codes))
    other = table_of(DivisionCode)
    found: dict[str, set[str]] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        older = select(other.c.code, other.c.division_id).where(other.c.code.in_(chunk))
        for code, id_ in connection.execute(older):
            found.setdefault(code, set()).add(id_)
        for id_ in connection.scalars(select(DIVISION.c.id).where(DIVISION.c.id.in_(chunk))):
            found[id_] = {id_}
    ids = {code: next(iter(ids)) for code, ids in found.items() if len(ids) == 1}
    positions = positions_of(connection, set(ids.values()))
    return {code: positions[id_] for code, id_ in ids.items()}


def load_gazetteer(database: Database) -> Gazetteer:
    """The search over the ledger's divisions; takes some seconds for the whole country."""
    with database.reading() as connection:
        return Gazetteer.build(division_names(connection), former_names(connection))


def load_resolver(database: Database, gazetteer: Gazetteer | None = None) -> Resolver:
    """Reads divisions out of texts; over the index of `gazetteer`, or one built for it."""
    gazetteer = gazetteer or load_gazetteer(database)
    with database.reading() as connection:
        return Resolver(gazetteer.tree, list(former_names(connection)))
