"""The fields of the event form, in the order people think: what and when, where, who came, what was told, the rest."""

from typing import Any

import streamlit as st

from components.duplicates import show_alike
from components.event_form import ANOTHER_UNIT, Form
from components.event_rows import held_too, link_field, material_rows, reading_rows
from components.evidence import file_field, had_files
from components.kind_field import choose_kind
from components.ledger import ask, ledger, viewer, words
from components.place_field import place_rows
from components.understood import count_field, understood_date
from components.wording import heading, plain
from locales import gettext as _
from metrics.choices import Known
from metrics.own_records import home_of
from models.entry import Entry
from models.event import ONLINE
from models.permission import Action
from models.privacy import privacy_warnings
from models.words import Words


def draw(form: Form) -> Entry:
    """Draw the fields that belong to the kind of event, in the order people think, and return what they hold."""
    vocabulary = words()
    offered = form.known()
    choose_kind(form)
    _when_and_where(form, offered, vocabulary)
    beside = st.container()
    if any(map(form.shows, ("attendance", "key_groups"))):
        _who_came(form, vocabulary)
    _what_was_done(form, offered, vocabulary)
    with st.expander(_("With whom"), expanded=form.holds("partners", "co_organisers", "staff")):
        _with_whom(form, offered)
    proof = ("links", "note", "media_reports")
    shown = form.holds(*proof) or had_files(form)
    with st.expander(_("Proof · photos and papers · links · note"), expanded=shown):
        file_field(form)
        link_field(form.key)
        _numbers(form, {"media_reports": _("Media reports")})
        st.text_area(_("Note"), key=form.key("note"), persist_state="session")
    entry = form.entry()
    with beside:
        show_alike(form, entry)
    for warning in privacy_warnings(entry):
        st.warning(plain(str(warning)), icon=":material/privacy_tip:")
    return entry


def _when_and_where(form: Form, offered: Known, vocabulary: Words) -> None:
    heading(_("When and where"))
    st.text_input(
        _("What was done") + " *",
        key=form.key("title"),
        placeholder=_("for example: talk on illegal fundraising in Bolan community"),
        persist_state="session",
    )
    left, right = st.columns(2)
    with left:
        _date(form)
    with right:
        _unit(form, offered)
    if form.shows("places"):
        unit = st.session_state[form.key("organisation")]
        place_rows(form.key, offered, ask(home_of, ledger(), viewer(), unit) if unit else None)
    if form.shows("venue_type"):
        _choice(form, "venue_type", _("Venue type"), vocabulary, "venue_type")


def _date(form: Form) -> None:
    st.text_input(
        _("When"),
        key=form.key("when"),
        placeholder=_("2024-09-04 · yesterday · 20 Nov · 2024-09 · 2024Q3 · 2024 · 2024-09-15 to 2024-09-21"),
        persist_state="session",
    )
    understood_date(st.session_state[form.key("when")])
    if not (st.session_state[form.key("when")] or "").strip():
        st.text_input(
            _("Date not known? In words"),
            key=form.key("when_text"),
            placeholder=_("for example: during the Spring Festival"),
            persist_state="session",
        )


def _unit(form: Form, offered: Known) -> None:
    # Whoever arranges the whole bank adds units in passing; all others choose among theirs.
    adds = viewer().everywhere(Action.MANAGE)
    if offered.units or not adds:
        st.selectbox(
            _("Organising unit") + " *",
            [*offered.units, *([ANOTHER_UNIT] if adds else [])],
            index=None,
            format_func=lambda unit: offered.units.get(unit, _("A unit that is not on the list")).strip("\u2003"),
            key=form.key("organisation"),
            placeholder=_("Choose"),
            persist_state="session",
        )
    if adds and not st.session_state[form.key("organisation")]:
        st.text_input(
            _("Organising unit, if it is not on the list") if offered.units else _("Organising unit") + " *",
            key=form.key("new_organisation"),
            placeholder=_("its name; it is added to the ledger"),
            persist_state="session",
        )


def _what_was_done(form: Form, offered: Known, vocabulary: Words) -> None:
    heading(_("What was told and handed out"))
    online = st.session_state[form.key("kind")] == ONLINE
    if online:
        reading_rows(form.key)  # what online publicity is about is not folded away
    _choices(form, "topics", _("Topics"), vocabulary, "topic")
    _choices(form, "formats", _("Format"), vocabulary, "format")
    st.multiselect(
        _("Campaign"),
        list(offered.campaigns),
        format_func=lambda campaign: offered.campaigns.get(campaign, str(campaign)),
        key=form.key("campaigns"),
        placeholder=_("Choose one or more"),
        persist_state="session",
    )
    st.text_input(_("A campaign that is not on the list"), key=form.key("new_campaign"), persist_state="session")
    folded = ("materials", "consultations", "indirect", "readings")
    if any(map(form.shows, folded if not online else folded[:3])):
        with st.expander(_("Materials handed out, consultations, online"), expanded=form.holds(*folded)):
            if form.shows("materials"):
                material_rows(form.key, vocabulary)
            _numbers(form, {"consultations": _("Consultations"), "indirect": _("Indirect reach")})
            if form.shows("readings") and not online:
                reading_rows(form.key)


def _who_came(form: Form, vocabulary: Words) -> None:
    heading(_("Who came"))
    if form.shows("attendance"):
        _attendance(form, vocabulary)
    _choices(form, "key_groups", _("Key groups"), vocabulary, "key_group")
    groups = st.session_state[form.key("key_groups")]
    if groups:
        with st.grid(4, min_column_width=150):
            for code in groups:
                with st.container():
                    label = _("of which {group}").format(group=vocabulary.label("key_group", code))
                    count_field(form, f"group_{code}", label)


def _attendance(form: Form, vocabulary: Words) -> None:
    left, middle, right = st.columns([2, 2, 1])
    with left:
        count_field(form, "attendance", _("Attendance"), example=_("60, over 60, nearly 100; empty if not known"))
    with middle:
        st.selectbox(
            _("How counted"),
            held_too(vocabulary.codes("basis"), [st.session_state[form.key("basis")]]),
            index=None,
            format_func=lambda code: vocabulary.label("basis", code),
            key=form.key("basis"),
            placeholder=_("not stated"),
            persist_state="session",
        )
    with right:
        count_field(form, "sessions", _("Sessions"), example="1")


def _with_whom(form: Form, offered: Known) -> None:
    st.text_area(
        _("Partners, one on a line or separated by 、"),
        key=form.key("partners"),
        height=80,
        placeholder=_("for example: the neighbourhood committee, the police station"),
        persist_state="session",
    )
    st.multiselect(
        _("Co-organising units"),
        list(offered.co_organisers),
        format_func=lambda unit: offered.co_organisers.get(unit, str(unit)).strip("\u2003"),
        key=form.key("co_organisers"),
        placeholder=_("Other units of the bank"),
        persist_state="session",
    )
    _numbers(form, {"staff": _("Staff taking part")})


def _numbers(form: Form, labels: dict[str, str]) -> None:
    """Numbers beside one another, those that belong to the kind of event."""
    shown = {field: label for field, label in labels.items() if form.shows(field)}
    if shown:
        with st.grid(4, min_column_width=150):
            for field, label in shown.items():
                with st.container():
                    count_field(form, field, label)


def _choice(form: Form, field: str, label: str, vocabulary: Words, name: str) -> None:
    st.pills(label, **_options(form, field, vocabulary, name))


def _choices(form: Form, field: str, label: str, vocabulary: Words, name: str) -> None:
    st.pills(label, selection_mode="multi", **_options(form, field, vocabulary, name))


def _options(form: Form, field: str, vocabulary: Words, name: str) -> dict[str, Any]:
    held = st.session_state[form.key(field)]
    held = [held] if isinstance(held, str) else held or []
    return {
        "options": held_too(vocabulary.codes(name), held),
        "format_func": lambda code: vocabulary.label(name, code),
        "key": form.key(field),
        "wrap": True,
        "persist_state": "session",
    }
