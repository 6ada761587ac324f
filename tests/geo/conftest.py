from itertools import chain

import pytest

from geo.gazetteer import Gazetteer
from geo.pack import DivisionRow, read_codes, read_communities, read_divisions
from geo.parse import Resolver


@pytest.fixture(scope="session")
def country() -> dict[str, DivisionRow]:
    """The whole pack by id."""
    return {row.id: row for row in chain(read_divisions(), read_communities())}


@pytest.fixture(scope="session")
def former_names(country: dict[str, DivisionRow]) -> list[tuple[str, str]]:
    return [(code.division_id, code.name) for code in read_codes() if code.name != country[code.division_id].name]


@pytest.fixture(scope="session")
def gazetteer(country: dict[str, DivisionRow], former_names: list[tuple[str, str]]) -> Gazetteer:
    rows = ((row.id, row.level, row.parent_id, row.name) for row in country.values())
    return Gazetteer.build(rows, former_names)


@pytest.fixture(scope="session")
def resolver(gazetteer: Gazetteer, former_names: list[tuple[str, str]]) -> Resolver:
    return Resolver(gazetteer.tree, former_names)
