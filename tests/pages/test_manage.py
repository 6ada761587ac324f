"""Arranging units and people: adding, roles, keeping out, and the age of the backup."""

import pytest

from components.ledger import ledger as ledger_of_the_app
from components.people import WHOLE_BANK
from locales import gettext as _
from models.permission import COORDINATOR, REVIEWER
from models.viewer import Viewer
from store.account_list import AccountLine, list_accounts
from store.accounts import add_account
from store.database import Database, newest
from store.units import save_unit
from tests.pages.visiting import rows, said, visit

PASSWORD = "马场垣乡的三头牛正在过桥去"  # noqa: S105 - of nobody


def person(database: Database, viewer: Viewer, name: str) -> AccountLine:
    return next(line for line in list_accounts(database, viewer) if line.name == name)


@pytest.mark.usefixtures("spoken")
def test_a_unit_is_added_below_another(ledger: Database, viewer: Viewer) -> None:
    above = save_unit(ledger, viewer, name="大连市分行").id
    app = visit(ledger, "manage")
    app.text_input(key="unit_name").set_value("庄河支行")
    app.selectbox(key="unit_parent").set_value(above)
    app.button(key="unit_add").click().run()

    listed = rows(app)
    assert [name.strip("\u2003") for name in listed["unit"]] == ["大连市分行", "庄河支行"]
    assert list(listed["kind"]) == [_("Branch"), _("Branch")]
    assert app.text_input(key="unit_name").value == ""
    assert app.toast


@pytest.mark.usefixtures("spoken")
def test_a_unit_that_is_there_already_is_refused_in_words(ledger: Database, viewer: Viewer) -> None:
    above = save_unit(ledger, viewer, name="大连市分行").id
    assert save_unit(ledger, viewer, name="庄河ABC支行", parent_id=above).done
    app = visit(ledger, "manage")
    app.text_input(key="unit_name").set_value("庄河ａｂｃ支行")
    app.selectbox(key="unit_parent").set_value(above)
    app.button(key="unit_add").click().run()

    sentence = _("there is a unit “{unit}” below “{parent}” already.")
    assert sentence.format(unit="庄河ABC支行", parent="大连市分行") in said(app)
    assert app.text_input(key="unit_name").value == "庄河ａｂｃ支行"
    assert len(rows(app)) == 2


@pytest.mark.usefixtures("spoken")
def test_a_unit_without_a_name_is_refused_in_words(ledger: Database) -> None:
    app = visit(ledger, "manage")
    app.button(key="unit_add").click().run()
    assert app.error


@pytest.mark.usefixtures("spoken")
def test_a_person_is_added_given_a_role_and_kept_out(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="大连市分行").id
    app = visit(ledger, "manage")
    app.text_input(key="person_name").set_value("wang.fang")
    app.text_input(key="person_full_name").set_value("王芳")
    app.text_input(key="person_password_0").set_value(PASSWORD)
    app.selectbox(key="person_unit").set_value(unit)
    app.button(key="person_add").click().run()

    added = person(ledger, viewer, "wang.fang")
    assert [(role.role, role.unit_id) for role in added.roles] == [(COORDINATOR, unit)]
    assert [toast.value for toast in app.toast] == [_("Added: {name}").format(name="王芳")]
    kept = [app.text_input(key=key).value for key in ("person_name", "person_full_name", "person_password_1")]
    assert [*kept, app.selectbox(key="person_unit").value] == ["", "", "", None]

    app.selectbox(key=f"grant_{added.id}_role").set_value(REVIEWER)
    app.button(key=f"grant_add_{added.id}").click().run()
    assert app.error, "nobody gets the whole bank by default"
    app.selectbox(key=f"grant_{added.id}_unit").set_value(WHOLE_BANK)
    app.button(key=f"grant_add_{added.id}").click().run()
    assert {role.role for role in person(ledger, viewer, "wang.fang").roles} == {COORDINATOR, REVIEWER}

    app.button(key=f"revoke_{added.id}_0").click().run()
    assert len(person(ledger, viewer, "wang.fang").roles) == 1

    app.button(key=f"active_{added.id}").click().run()
    assert not person(ledger, viewer, "wang.fang").active
    assert [toast.value for toast in app.toast] == [_("Disabled: {name}").format(name="王芳")]
    assert _("disabled") in said(app) or any(_("disabled") in expander.label for expander in app.expander)


@pytest.mark.usefixtures("spoken")
def test_a_weak_password_is_refused_and_nobody_is_added(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "manage")
    app.text_input(key="person_name").set_value("li.lei")
    app.text_input(key="person_password_0").set_value("12345678")
    app.selectbox(key="person_unit").set_value(WHOLE_BANK)
    app.button(key="person_add").click().run()
    assert app.error
    assert all(line.name != "li.lei" for line in list_accounts(ledger, viewer))


@pytest.mark.usefixtures("spoken")
def test_all_that_is_wrong_with_a_new_person_is_told_at_once(ledger: Database, viewer: Viewer) -> None:
    assert add_account(ledger, viewer, name="li.lei").done
    app = visit(ledger, "manage")
    assert _("At least {least} characters; a sentence is easy to remember.").format(least=12) in said(app)
    app.text_input(key="person_name").set_value("LI.LEI")
    app.text_input(key="person_password_0").set_value("short")
    app.button(key="person_add").click().run()
    told = [line for line in said(app).splitlines() if line.startswith("•")]
    assert len(told) == 3, told
    assert app.text_input(key="person_name").value == "LI.LEI"


@pytest.mark.usefixtures("spoken")
def test_without_a_backup_the_page_says_so(ledger: Database) -> None:
    assert any("manage.py backup" in warning.value for warning in visit(ledger, "manage").warning)


def test_what_was_done_to_people_is_in_the_history(ledger: Database, viewer: Viewer) -> None:
    assert add_account(ledger, viewer, name="wang.fang", password=PASSWORD).done
    app = visit(ledger, "manage")
    assert "wang.fang" in list(rows(app, at=-1)["record"])


@pytest.mark.usefixtures("spoken")
def test_who_arranges_an_empty_bank_is_first_led_to_its_units(ledger: Database, viewer: Viewer) -> None:
    assert _("Add units and people") in said(visit(ledger, "overview"))
    assert save_unit(ledger, viewer, name="大连市分行").done
    assert _("Add units and people") not in said(visit(ledger, "overview"))


@pytest.mark.usefixtures("spoken")
def test_people_are_shown_by_their_full_names(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "manage")
    assert add_account(ledger, Viewer.holding("administrator", "administrator"), name="wang.fang").done
    assert add_account(ledger, viewer, name="li.lei", full_name="李雷").done
    assert add_account(ledger, Viewer.holding("li.lei", "administrator"), name="later").done
    told = list(rows(app.run(), at=-1)["by"])
    assert told == ["李雷", _("the user of this computer"), "administrator", _("the user of this computer")]


@pytest.mark.usefixtures("spoken")
def test_how_the_copy_is_is_told_to_whoever_arranges_the_bank(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "manage")
    assert _("The copy from which figures are answered is being made; until then they take longer.") in said(app)
    snapshot = ledger_of_the_app().snapshot
    assert snapshot is not None
    snapshot.make()
    app.run()
    report = snapshot.report()
    assert report is not None
    assert report.events == 57
    assert report.change == newest(sample_ledger)
    sentence = _(
        "Figures are answered from a copy in columns: {events} events, {memory} MB in memory, "
        "{disk} MB on the disk, made in {made} s, last change followed in {followed} s."
    )
    assert sentence.partition("{memory}")[0].format(events=57) in said(app)
