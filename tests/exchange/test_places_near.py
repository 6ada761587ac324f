"""A bare name of a place means what its unit knows by it, or what lies where that unit is at home; nothing else."""

import pytest
from sqlalchemy import update

from exchange.upload import Action, import_rows, preview
from metrics.counting import UNIT
from models.draft import EventDraft, PlaceDraft
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from store.units import save_unit
from tests.exchange.lists import csv_table, events, only

TABLE = csv_table("活动名称,主办机构,地点\n讲座,武清支行,光明社区\n设摊,武清支行,光明社区\n")
HOME = "120114"  # 武清区


def unit_at(database: Database, viewer: Viewer, name: str, division_id: str) -> None:
    unit = save_unit(database, viewer, name=name).id
    with database.writing(viewer, "where it is") as writing:
        writing.session.connection().execute(update(UNIT).where(UNIT.c.id == unit).values(division_id=division_id))


@pytest.fixture
def branch(ledger: Database, viewer: Viewer) -> Database:
    """A ledger with a unit in 武清区."""
    unit_at(ledger, viewer, "武清支行", HOME)
    return ledger


def held(database: Database, viewer: Viewer, unit: str, division_id: str | None) -> None:
    place = PlaceDraft(name="光明社区", division_id=division_id)
    draft = EventDraft(title="此前", organisation=unit, when=When.in_year(2024), places=(place,))
    assert save_event(database, viewer, draft).done


def test_a_place_that_the_unit_has_named_before_is_that_place(branch: Database, viewer: Viewer) -> None:
    held(branch, viewer, "武清支行", "120101")
    previewed = preview(branch, viewer, TABLE)
    assert [place.division_id for row in previewed.rows for place in row.draft.places] == ["120101"] * 2
    assert [word for word in previewed.unknown if word.kind == "place"] == []
    assert {hint.code for row in previewed.rows for hint in row.hints} == {"known"}
    import_rows(branch, viewer, previewed)
    assert len({place.name for event in events(branch, viewer) for place in event.places}) == 1


def test_a_place_another_unit_knows_in_the_same_county_is_that_place(branch: Database, viewer: Viewer) -> None:
    held(branch, viewer, "别的支行", "120114001")
    held(branch, viewer, "别的支行", "120101")
    previewed = preview(branch, viewer, TABLE)
    assert [place.division_id for row in previewed.rows for place in row.draft.places] == ["120114001"] * 2


def test_a_community_of_the_units_county_is_proposed_and_settled_for_all_rows(branch: Database, viewer: Viewer) -> None:
    first = preview(branch, viewer, TABLE)
    (word,) = (word for word in first.unknown if word.kind == "place")
    assert (word.text, word.times) == ("光明社区", 2)
    assert word.nearest.startswith(HOME)
    assert "武清区" in word.labels[word.nearest]
    assert {row.action for row in first.rows} == {Action.NEW}
    assert [place.division_id for row in first.rows for place in row.draft.places] == [None, None]
    chosen = preview(branch, viewer, TABLE, instead={("place", "光明社区"): word.nearest})
    assert [place.division_id for row in chosen.rows for place in row.draft.places] == [word.nearest] * 2
    assert [(one.text, one.label) for one in chosen.settled] == [("光明社区", word.labels[word.nearest])]
    bare = preview(branch, viewer, TABLE, instead={("place", "光明社区"): ""})
    assert [place.division_id for row in bare.rows for place in row.draft.places] == [None, None]
    assert [word.kind for word in bare.unknown] == []


def test_what_lies_in_another_province_is_never_proposed_first(ledger: Database, viewer: Viewer) -> None:
    unit_at(ledger, viewer, "大连分行城东支行", "210202")
    row = only(preview(ledger, viewer, csv_table("活动名称,主办机构,地点\n讲座,大连分行城东支行,杨村镇\n")))
    assert [place.division_id for place in row.draft.places] == [None]
    named = only(preview(ledger, viewer, csv_table("活动名称,主办机构,地点\n讲座,大连分行城东支行,天津市武清区某处\n")))
    assert [place.division_id for place in named.draft.places] in ([None], [HOME])


def test_where_a_unit_is_at_home_its_name_tells_too(ledger: Database, viewer: Viewer) -> None:
    above = save_unit(ledger, viewer, name="天津市分行").id
    save_unit(ledger, viewer, name="武清区支行", parent_id=above)
    table = csv_table("活动名称,主办机构,地点\n讲座,武清区支行,光明社区\n")
    (word,) = (word for word in preview(ledger, viewer, table).unknown if word.kind == "place")
    assert word.nearest.startswith(HOME)


def test_an_answer_that_no_longer_holds_is_asked_for_again(branch: Database, viewer: Viewer) -> None:
    previewed = preview(branch, viewer, TABLE, instead={("place", "光明社区"): "999999"})
    assert [word.kind for word in previewed.unknown] == ["place"]
