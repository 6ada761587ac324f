"""The overview: its figures are those of the questions, and its filters change them and stay in the address."""

from datetime import date

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from components.figures import short
from locales import gettext as _
from locales import speaking
from locales.numbers import short_number
from metrics.filter import Filter
from metrics.overview import headline
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
from tests.pages.visiting import charts, figures, go_to, said, visit


def expected_figures(database: Database, viewer: Viewer, asked: Filter) -> dict[str, str]:
    found = headline(database, viewer, asked)
    return {
        _("Sessions"): short_number(found.sessions),
        _("Attendance"): short(found.attendance),
        _("Materials (copies)"): short(found.materials),
        _("Online reach"): short(found.online),
    }


@pytest.mark.usefixtures("spoken")
def test_the_four_figures_are_those_of_the_headline(sample_ledger: Database, viewer: Viewer) -> None:
    app = visit(sample_ledger, period="all")

    assert figures(app) == expected_figures(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))


MADE_UP = Filter(dataset=Dataset.MADE_UP)
THE_YEAR_BEFORE = {"start": date(date.today().year - 1, 1, 1), "end": date(date.today().year - 1, 12, 31)}


@pytest.mark.parametrize(
    ("parameters", "asked"),
    [
        ({"period": "all"}, {}),
        ({key: str(day) for key, day in THE_YEAR_BEFORE.items()}, THE_YEAR_BEFORE),
        ({"start": "2025-03-01", "end": "2025-03-15"}, {"start": date(2025, 3, 1), "end": date(2025, 3, 15)}),
        ({"period": "all", "venue_types": "school,village"}, {"venue_types": ("school", "village")}),
        ({"period": "all", "key_groups": "older_people"}, {"key_groups": ("older_people",)}),
        ({"period": "all", "topics": "telecom_fraud"}, {"topics": ("telecom_fraud",)}),
        ({"period": "all", "kinds": "online"}, {"kinds": ("online",)}),
    ],
)
def test_an_address_opens_the_view_it_was_copied_from(
    parameters: dict[str, str], asked: dict[str, object], made_up_ledger: Database, viewer: Viewer
) -> None:
    app = visit(made_up_ledger, **parameters)

    wanted = Filter(dataset=Dataset.MADE_UP, **asked)  # type: ignore[arg-type]  # a table of fields
    assert not app.exception
    assert figures(app) == expected_figures(made_up_ledger, viewer, wanted)
    assert {name: app.query_params[name] for name in parameters} == parameters


def choose_school(app: AppTest) -> None:
    app.multiselect(key="filter_venue_types").set_value(["school"])


def choose_group(app: AppTest) -> None:
    app.multiselect(key="filter_key_groups").set_value(["older_people"])


def choose_last_year(app: AppTest) -> None:
    app.pills(key="filter_period").set_value("last_year")


def choose_unit(app: AppTest) -> None:
    app.selectbox(key="filter_organisation").select_index(3)


@pytest.mark.parametrize("choose", [choose_school, choose_group, choose_last_year, choose_unit])
def test_a_filter_changes_the_figures_and_its_address_opens_them_again(
    choose: object, made_up_ledger: Database
) -> None:
    app = visit(made_up_ledger, period="all")
    before = figures(app)

    choose(app)  # type: ignore[operator]  # one of the four above
    app.run()

    assert not app.exception
    assert figures(app) != before
    assert figures(visit(made_up_ledger, **app.query_params)) == figures(app)


def test_a_filter_holds_on_the_next_page_and_goes_with_clear(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, period="all")
    everything = figures(app)
    choose_school(app)
    app.run()
    narrowed = figures(app)

    go_to(app, "events")
    go_to(app, "overview")
    assert figures(app) == narrowed

    next(button for button in app.button if button.label == _("Clear all filters")).click().run()
    assert figures(app) == everything
    assert "venue_types" not in app.query_params


@pytest.mark.parametrize(
    "parameters",
    [
        {"organisation": "999999", "period": "all"},
        {"organisation": "1;drop table event", "period": "all"},
        {"venue_types": "<script>,nowhere", "period": "all"},
        {"start": "yesterday", "end": "2025-13-01", "period": "all"},
        {"dataset": "somebody_elses", "period": "all"},
        {"campaigns": "9" * 40, "period": "all"},
    ],
)
def test_what_cannot_be_read_in_an_address_is_ignored(
    parameters: dict[str, str], sample_ledger: Database, viewer: Viewer
) -> None:
    app = visit(sample_ledger, **parameters)

    assert not app.exception
    assert figures(app) == expected_figures(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))


def test_what_is_left_out_of_the_figures_is_said(sample_ledger: Database, viewer: Viewer) -> None:
    found = headline(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))
    assert found.trainings

    with speaking("en"):
        assert f"{found.trainings} staff trainings not counted" in said(visit(sample_ledger, period="all"))


def test_a_filter_nothing_answers_says_what_to_do(sample_ledger: Database) -> None:
    app = visit(sample_ledger, start="1999-01-01", end="1999-12-31")

    assert _("No event matches these filters. Choose a longer period or clear the filters above.") in said(app)
    assert not charts(app)


def test_each_chart_has_its_numbers_beside_it_as_a_table(made_up_ledger: Database) -> None:
    app = visit(made_up_ledger, period="all")

    drawn = charts(app)
    assert len(drawn) == 3
    for figure in drawn:
        go.Figure(figure)  # raises where Plotly knows something in it by another name
    assert len([expander for expander in app.expander if expander.label == _("As a table")]) == 3
