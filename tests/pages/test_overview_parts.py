"""What stands behind the overview's figures: a bar, a row and a figure open their events; comparison; downloads."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from locales import gettext as _
from metrics.comparison import BEFORE, YEAR_BEFORE, changed, compared_periods
from metrics.filter import Filter, from_address
from metrics.measures import MEASURES
from metrics.overview import FIGURES, headline, rows_by
from metrics.records import count_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import TRAINING
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from tests.pages.visiting import choose_bar, choose_cell, figure_table, rows, said, visit

YEAR = {"start": "2025-01-01", "end": "2025-12-31"}
ASKED = Filter(dataset=Dataset.MADE_UP, start=date(2025, 1, 1), end=date(2025, 12, 31))


def listed(app: AppTest) -> int:
    """How many events the list says there are."""
    found = re.search(r"\*\*([\d,]+)\*\*", said(app))
    assert found is not None, said(app)
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("measure", FIGURES)
def test_a_bar_opens_as_many_events_as_it_stands_for(made_up_ledger: Database, viewer: Viewer, measure: str) -> None:
    found = headline(made_up_ledger, viewer, ASKED).venue_types[0]
    largest = max(found, key=lambda row: row.figure(measure).value or 0)
    app = visit(made_up_ledger, **YEAR, measure=measure)
    choose_bar(app, "chart_venues", [0, 0])
    assert app.title[0].value == _("Events")
    assert listed(app) == largest.events
    assert app.query_params["venue_types"] == largest.key


def test_a_month_of_a_venue_type_opens_its_events(made_up_ledger: Database, viewer: Viewer) -> None:
    cells = headline(made_up_ledger, viewer, ASKED).trend.cells
    app = visit(made_up_ledger, **YEAR)
    choose_bar(app, "chart_months", [0, 2])
    address = {name: str(value) for name, value in app.query_params.items()}
    asked = from_address(address, default=Filter(dataset=Dataset.MADE_UP))
    assert (asked.start, asked.venue_types) == (date(2025, 3, 1), ("community",))
    assert TRAINING not in asked.kinds
    [cell] = [cell for cell in cells if (cell.start, cell.venue_type) == (date(2025, 3, 1), "community")]
    assert headline(made_up_ledger, viewer, asked).sessions == cell.values["sessions"]
    assert listed(app) == count_events(made_up_ledger, viewer, asked)


def test_the_line_opens_the_month_of_the_year_before(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, **YEAR)
    series = 8 + 1  # the eight venue types with a colour of their own, and the others
    choose_bar(app, "chart_months", [series, 2])
    assert (app.query_params["start"], app.query_params["end"]) == ("2024-03-01", "2024-03-31")


def test_a_bar_no_filter_can_ask_for_says_so(ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(title="讲座", organisation="甲支行", when=When.on(date(2025, 3, 4)), venue_type=None)
    assert save_event(ledger, viewer, draft).done
    for chart in ("chart_venues", "chart_months"):
        app = choose_bar(visit(ledger, **YEAR), chart, [0, 0])
        assert app.title[0].value == _("Overview")
        assert _("No filter asks for exactly these events, so the list cannot show them by themselves.") in said(app)


@pytest.mark.parametrize("place", [[99, 99], [0, -1], ["a", None], [0], {}])
@pytest.mark.parametrize(("choose", "key"), [(choose_bar, "chart_months"), (choose_cell, "table_units")])
def test_what_is_not_there_opens_nothing(
    made_up_ledger: Database, choose: Callable[..., AppTest], key: str, place: object
) -> None:
    app = choose(visit(made_up_ledger, **YEAR), key, place)
    assert not app.exception
    assert app.title[0].value == _("Overview")


@pytest.mark.parametrize(("choose", "key"), [(choose_bar, "chart_months"), (choose_cell, "table_units")])
def test_a_click_on_what_was_drawn_before_opens_nothing(
    made_up_ledger: Database, choose: Callable[..., AppTest], key: str
) -> None:
    app = choose(visit(made_up_ledger, **YEAR), key, [0, 1], seal="of another")
    assert not app.exception
    assert app.title[0].value == _("Overview")
    assert choose(app, key, [0, 1]).title[0].value == _("Events")


@pytest.mark.parametrize("against", [YEAR_BEFORE, BEFORE])
def test_the_largest_contributions_explain_the_change(made_up_ledger: Database, viewer: Viewer, against: str) -> None:
    app = visit(made_up_ledger, **YEAR, against=against)
    periods = compared_periods(ASKED, against, date.today())
    found = headline(made_up_ledger, viewer, *periods)
    _asked, now, before = rows_by(made_up_ledger, viewer, periods, ("sessions",), "organisation")
    change = changed("sessions", (found.totals[1], found.totals[2]), (now, before))
    shown = figure_table(app)
    told = list(zip(shown[_("Part")], shown[_("Contribution")], strict=True))
    assert told[:3] == [(part.label, part.difference) for part in change.contributions[:3]]
    assert f"{change.difference:+,}" in said(app)


def test_a_unit_row_narrows_the_page_and_its_numbers_open_lists(made_up_ledger: Database, viewer: Viewer) -> None:
    app = visit(made_up_ledger, **YEAR)
    table = figure_table(app, 1)
    opened = choose_cell(visit(made_up_ledger, **YEAR), "table_units", [0, 2])
    assert (opened.title[0].value, opened.query_params["start"]) == (_("Events"), "2024-01-01")
    unit = int(opened.query_params["organisation"])
    assert (
        headline(made_up_ledger, viewer, replace(ASKED, organisation=unit)).sessions
        == table[MEASURES["sessions"].name][0]
    )
    narrowed = choose_cell(app, "table_units", [0, 0])
    assert narrowed.title[0].value == _("Overview")
    assert narrowed.query_params["organisation"] == str(unit)


def test_without_a_comparison_nothing_is_compared(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, **YEAR, against="none")
    assert all(not metric.delta for metric in app.metric)
    assert list(figure_table(app)) == [_("Unit"), MEASURES["sessions"].name, _("Share, %"), _("Rests on")]
    app.selectbox(key="filter_against").set_value(YEAR_BEFORE).run()
    assert any(metric.delta for metric in app.metric)
    assert "against" not in app.query_params


def test_the_measure_is_kept_in_the_address(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, **YEAR, measure="attendance")
    assert MEASURES["attendance"].name in said(app)
    app.segmented_control(key="filter_measure").set_value("materials").run()
    assert app.query_params["measure"] == "materials"
    assert not app.exception


@pytest.mark.usefixtures("spoken")
def test_each_figure_says_its_definition_and_leads_to_its_events(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, **YEAR)
    for metric, key in zip(app.metric, FIGURES, strict=True):
        assert MEASURES[key].meaning in metric.help
    assert len(app.get("page_link")) >= len(FIGURES)


def test_a_table_is_made_once_it_is_unfolded_and_has_a_download(made_up_ledger: Database, viewer: Viewer) -> None:
    app = visit(made_up_ledger, **YEAR)
    before = len(app.dataframe)
    app.session_state["unfold_venues"] = True
    app.run()
    assert len(app.dataframe) == before + 1
    found = headline(made_up_ledger, viewer, ASKED).venue_types[0]
    numbers = pd_numbers(app)
    assert sum(numbers) == sum(row.events for row in found)


def pd_numbers(app: AppTest) -> list[int]:
    tables = [rows(app, at) for at in range(len(app.dataframe))]
    [table] = [table for table in tables if _("Number of events") in table.columns]
    return list(table[_("Number of events")])
