from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select, update
from sqlmodel import col

from geo.gazetteer import Gazetteer
from models.base import Base
from models.division import Division, DivisionCode
from store.divisions import division_names, former_names, load_divisions

PROVINCES = {"12", "46"}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    tables = [Base.metadata.tables[name] for name in ("division", "division_code")]
    Base.metadata.create_all(engine, tables=tables)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        yield connection


def counted(connection: Connection) -> tuple[int, int]:
    divisions = connection.scalar(select(func.count()).select_from(Division))
    codes = connection.scalar(select(func.count()).select_from(DivisionCode))
    return divisions or 0, codes or 0


def test_all_rows_are_loaded_and_their_number_is_told(connection: Connection) -> None:
    told: list[int] = []
    inserted = load_divisions(connection, PROVINCES, told.append)
    assert inserted == sum(counted(connection)) == told[-1]
    assert told == sorted(told)
    bolan = connection.execute(select(Division).where(col(Division.id) == "120114001")).one()
    assert (bolan.name, bolan.path) == ("杨村街道", "120000/120114/120114001/")


def test_loading_again_adds_nothing(connection: Connection) -> None:
    load_divisions(connection, {"46"})
    before = counted(connection)
    assert load_divisions(connection, {"46"}) == 0
    assert counted(connection) == before


def test_more_provinces_can_be_loaded_later(connection: Connection) -> None:
    first = load_divisions(connection, {"46"})
    second = load_divisions(connection, PROVINCES)
    assert first > 0
    assert second > 0
    assert sum(counted(connection)) == first + second


def test_names_changed_by_users_and_divisions_they_added_stay(connection: Connection) -> None:
    load_divisions(connection, {"12"})
    connection.execute(update(Division).where(col(Division.id) == "120114001").values(name="新杨村街道"))
    own = Division(id="U1", level=5, parent_id="120114001", path="120000/120114/120114001/U1/", name="鸿影里社区")
    connection.execute(insert(Division).values(**own.model_dump()))
    load_divisions(connection, {"12"})
    names = {row[0]: row[3] for row in division_names(connection)}
    assert (names["120114001"], names["U1"]) == ("新杨村街道", "鸿影里社区")


def test_nothing_is_kept_when_the_caller_rolls_back(connection: Connection) -> None:
    load_divisions(connection, {"46"})
    connection.rollback()
    assert counted(connection) == (0, 0)


def test_the_names_feed_a_gazetteer(connection: Connection) -> None:
    load_divisions(connection, PROVINCES)
    gazetteer = Gazetteer.build(division_names(connection), former_names(connection))
    assert gazetteer.search("杨村 友谊里")[0].label == "友谊里社区 · 杨村街道 · 武清区 · 天津市"
    assert gazetteer.search("西沙群岛")[0].id == "460302"
