"""What holds for all pages: they open on any ledger in both languages, and trial data is marked as such."""

import pytest

from locales import gettext as _
from locales import speaking
from metrics.records import datasets_present
from models.dataset import Dataset
from models.viewer import local_administrator
from store.database import Database
from tests.pages.visiting import PAGES, arrival, go_to, visit

TITLES = {
    "overview": "Overview",
    "map": "Coverage map",
    "record": "Record an event",
    "events": "Events",
    "upload": "Upload a list",
    "export": "Export",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("spoken")
def test_a_page_opens_on_any_ledger_in_both_languages_and_marks_trial_data(page: str, any_ledger: Database) -> None:
    held = datasets_present(any_ledger, local_administrator())

    app = visit(any_ledger, page)

    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [_(TITLES[page])]
    assert bool(app.info) == (Dataset.SAMPLE in held)
    assert bool(app.warning) == (Dataset.MADE_UP in held)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("record", "upload")])
def test_an_empty_ledger_offers_all_the_ways_on(page: str, ledger: Database) -> None:
    app = visit(ledger, page)

    links = [_("Units and people"), _("Record an event"), _("Upload a list")]
    assert [link.label for link in app.page_link] == links
    assert {"load_sample", "load_made_up"} <= {button.key for button in app.button}


def test_the_sample_can_be_loaded_from_an_empty_page_and_taken_out_again(emptied_ledger: Database) -> None:
    app = visit(emptied_ledger)

    app.button(key="load_sample").click().run()
    assert app.metric
    assert datasets_present(emptied_ledger, local_administrator()) == {Dataset.SAMPLE: 57}

    app.button(key=f"remove_{Dataset.SAMPLE.value}").click().run()
    assert not app.metric
    assert app.button(key="load_sample")
    assert datasets_present(emptied_ledger, local_administrator()) == {}


def test_with_two_kinds_of_records_one_chooses_which_is_shown(emptied_ledger: Database) -> None:
    app = visit(emptied_ledger)
    app.button(key="load_sample").click().run()
    own = visit(emptied_ledger, "record")
    own.text_input(key="entry_new_title").set_value("反诈讲座")
    own.text_input(key="entry_new_new_organisation").set_value("孛兰支行").run()
    own.button(key="save_event").click().run()

    app.run()
    assert app.metric[0].value == "51"  # what one is looking at does not change by itself
    app.selectbox(key="filter_dataset").select(Dataset.RECORDED).run()
    assert app.metric[0].value == "1"
    assert not app.info
    assert visit(emptied_ledger).metric[0].value == "1"  # whoever comes anew sees the bank's own records first


def test_the_choice_of_language_holds_on_every_page(sample_ledger: Database) -> None:
    with speaking("en"):
        app = visit(sample_ledger)
        for page in PAGES:
            go_to(app, page)
            assert [title.value for title in app.title] == [TITLES[page]]
            assert app.query_params["lang"] == "en"


@pytest.mark.parametrize(
    ("browser", "expected"), [("zh-CN", "zh_CN"), ("zh-TW", "zh_CN"), ("en-GB", "en"), ("de-DE", "en"), (None, "zh_CN")]
)
def test_the_first_language_is_the_browsers_and_chinese_where_it_says_nothing(
    browser: str | None, expected: str, ledger: Database
) -> None:
    app = arrival(ledger)
    app.context["locale"] = browser
    app.run()

    assert app.query_params["lang"] == expected
