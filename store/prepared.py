"""Relations that the copy in columns holds ready as tables, and the ledger works out whenever it is asked."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy import column as column_of
from sqlalchemy import table as rows_of
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import iterate, replacement_traverse

_NUMBER: Final = "number"  # of rows
_SCHEMA: Final = "main"  # of the copy


class _Ready(Subquery[Any]):
    """A subquery which in the copy is the table of its name."""

    inherit_cache = True


@compiles(_Ready, "duckdb")
def _as_table(element: Any, compiler: Any, **_kw: Any) -> str:
    return str(compiler.preparer.format_alias(element, element.name))


def is_copy(connection: Connection) -> bool:
    """Whether this is a connection to the copy in columns, not to the ledger."""
    return connection.dialect.name == "duckdb"


@dataclass(frozen=True, eq=False)
class Ready(ABC):
    """A table that the copy has and the ledger has not, made of its other tables."""

    name: str

    @property
    @abstractmethod
    def made(self) -> Select[Any]:
        """The statement whose answer the table holds, in the order it is kept in."""

    @abstractmethod
    def take_out(self, ids: Any) -> ClauseElement:
        """What takes events out of which `ids` are the numbers, while the tables it is made of still have them."""

    @abstractmethod
    def put_in(self, ids: Any) -> ClauseElement:
        """What puts them in again as they now are in the tables it is made of."""


@dataclass(frozen=True, eq=False)
class Prepared(Ready):
    """A relation of events, or of events with what hangs on them: a join, and expressions over its rows, by name.

    One of the expressions, `event_id`, is the number of the event. A question about the join is answered from the
    relation by putting its columns in the place of these expressions: those very objects, not others that look alike.
    The ledger works the relation out whenever it is asked. `sorted_by` are columns by which the copy keeps it, so that
    what lies outside of a period is not looked at.
    """

    source: Any
    expressions: Mapping[str, Any]
    sorted_by: tuple[str, ...]

    @cached_property
    def relation(self) -> Any:
        """What a question reads from."""
        return _Ready._construct(self._definition, name=self.name)

    @cached_property
    def made(self) -> Select[Any]:
        """All of it, sorted."""
        return self._definition.order_by(*(self.expressions[name] for name in self.sorted_by))

    def take_out(self, ids: Any) -> ClauseElement:
        """Delete their rows."""
        table = rows_of(self.name, column_of("event_id"))
        return delete(table).where(table.c.event_id.in_(ids))

    def put_in(self, ids: Any) -> ClauseElement:
        """Work their rows out."""
        return insert(_table(self.name, self.expressions)).from_select(list(self.expressions), self._of_these(ids))

    def read(self, *groups: Sequence[Any]) -> list[Any]:
        """What to read from, and these groups of expressions as they are to be read from it.

        That is the relation, or the join itself where something is asked that the relation does not have.
        """
        return _read(self, groups) or [self.source, *groups]

    @cached_property
    def names(self) -> dict[int, str]:
        """Which column stands for what expression, told by its `id`."""
        return {id(expression): name for name, expression in self.expressions.items()}

    @cached_property
    def _definition(self) -> Select[Any]:
        columns = (expression.label(name) for name, expression in self.expressions.items())
        return select(*columns).select_from(self.source)

    def _of_these(self, ids: Any) -> Select[Any]:
        """The definition over the rows of these events alone, which stand there under the names of their tables.

        With a condition at its end all rows of the tables it reads would be gone through, and put together, first.
        """
        tables = {part.name: part for part in iterate(self._definition) if isinstance(part, Table)}
        rows = [
            select(literal_column("*"))
            .select_from(rows_of(name, column_of(owner), schema=_SCHEMA))
            .where(column_of(owner).in_(ids))
            .cte(name)
            for name, owner in ((name, "event_id" if "event_id" in table.c else "id") for name, table in tables.items())
        ]
        return self._definition.add_cte(*rows)

    @cached_property
    def tables(self) -> set[int]:
        """What the join is made of, told by its `id`."""
        return {id(part) for part in iterate(self.source) if isinstance(part, FromClause)}


@dataclass(frozen=True, eq=False)
class Summed(Ready):
    """The rows of a prepared relation added up: those that have the same in `by`, names of its expressions, are one.

    `sums` are what is asked of many rows together, sums and counts. The copy alone has it: rows that change are taken
    off by adding what they were with the opposite sign, so a sum has beside it how many numbers it is made of.
    """

    rows: Prepared
    by: tuple[str, ...]
    sums: tuple[Any, ...]

    @property
    def made(self) -> Select[Any]:
        """The sums, by day."""
        return self._added_up().order_by(*(self.rows.relation.c[name] for name in self.by[:1]))

    def take_out(self, ids: Any) -> ClauseElement:
        """Add what they were with the opposite sign."""
        return self._add(self._added_up(ids, sign=-1))

    def put_in(self, ids: Any) -> ClauseElement:
        """Add what they are."""
        return self._add(self._added_up(ids))

    def read(self, connection: Connection, columns: Sequence[Any], *groups: Sequence[Any]) -> list[Any] | None:
        """What to read from, the sums `columns`, and these groups of expressions as they are to be read from it.

        None where the connection is not to the copy, or something is asked that is not among the sums.
        """
        places = [self._places.get(id(column)) for column in columns]
        if not is_copy(connection) or None in places:
            return None
        found = _read(self, groups)
        return found and [found[0], [self._totals[place] for place in places if place is not None], *found[1:]]

    @cached_property
    def names(self) -> dict[int, str]:
        """Which column stands for what expression, told by its `id`."""
        return {id(self.rows.expressions[name]): name for name in self.by}

    @property
    def tables(self) -> set[int]:
        """What its rows are made of, told by its `id`."""
        return self.rows.tables

    @cached_property
    def something(self) -> Any:
        """Of a group of its rows, that they stand for something and do not cancel each other out."""
        return func.sum(self.relation.c[_NUMBER]) > 0

    @property
    def columns(self) -> list[str]:
        """The names of those that hold numbers."""
        places = range(len(self.sums))
        return [_NUMBER, *(name for place in places for name in (f"sum_{place}", f"made_of_{place}"))]

    @cached_property
    def _totals(self) -> list[Any]:
        return [self._total(place) for place in range(len(self.sums))]

    def _total(self, place: int) -> Any:
        total = func.sum(self.relation.c[f"sum_{place}"])
        if self.sums[place].name == "count":
            return total
        return case((func.sum(self.relation.c[f"made_of_{place}"]) > 0, total))

    @cached_property
    def relation(self) -> Any:
        """What a question reads from."""
        return _table(self.name, [*self.by, *self.columns])

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(column): place for place, column in enumerate(self.sums)}

    def _added_up(self, ids: Any = None, *, sign: int = 1) -> Select[Any]:
        relation, sums = self.rows.read(self.sums)
        by = [relation.c[name] for name in self.by]
        numbers = [cast(sign * func.count(), BigInteger).label(_NUMBER)]
        for place, (total, asked) in enumerate(zip(sums, self.sums, strict=True)):
            made_of = total if asked.name == "count" else func.count(*total.clauses)
            # What the sum of a sum would be is wider than any number here, and slow.
            numbers += [cast(sign * total, BigInteger).label(f"sum_{place}")]
            numbers += [cast(sign * made_of, BigInteger).label(f"made_of_{place}")]
        question = select(*by, *numbers).group_by(*by)
        return question if ids is None else question.where(relation.c.event_id.in_(ids))

    def _add(self, rows: Select[Any]) -> ClauseElement:
        return insert(self.relation).from_select([*self.by, *self.columns], rows)


def _table(name: str, columns: Any) -> Any:
    return rows_of(name, *(column_of(column) for column in columns))


def _read(ready: Prepared | Summed, groups: Sequence[Sequence[Any]]) -> list[Any] | None:
    """The table, and these expressions as they are to be read from it; None where it has not all that they ask."""
    found = [[_read_one(ready, expression) for expression in group] for group in groups]
    return None if any(one is None for group in found for one in group) else [ready.relation, *found]


@lru_cache(maxsize=1_000)  # the expressions of the measures are asked again and again, those of a filter are not
def _read_one(ready: Prepared | Summed, expression: Any) -> ColumnElement[Any] | None:
    asks_more = False

    def column(element: Any, **_kw: Any) -> ColumnElement[Any] | None:
        nonlocal asks_more
        name = ready.names.get(id(element))
        asks_more |= name is None and isinstance(element, ColumnClause) and id(element.table) in ready.tables
        return None if name is None else ready.relation.c[name]

    found: ColumnElement[Any] = replacement_traverse(expression, {}, column)
    return None if asks_more else found
