"""The fields of the event form, in the order people think: what and when, where, who came, what was told, the rest."""

from typing import Any

import streamlit as st

from components.event_form import ANOTHER_UNIT, Form
from components.event_rows import held_too, link_field, material_rows, reading_rows
from components.evidence import file_field
from components.ledger import viewer, words
from components.place_field import place_rows
from components.understood import count_field, understood_date
from components.wording import heading, plain
from locales import gettext as _
from metrics.choices import Known
from models.entry import Entry
from models.event import KINDS, ONLINE
from models.permission import Action
from models.privacy import privacy_warnings
from models.words import Words


def draw(form: Form) -> Entry:
    """Draw all fields in the order people think, and return what they hold."""
    vocabulary = words()
    offered = form.known()
    _what_and_when(form, offered)
    if st.session_state[form.key("kind")] == ONLINE:
        reading_rows(form.key)  # what online publicity is about is not folded away
    place_rows(form.key, offered)
    _choice(form, "venue_type", _("Venue type"), vocabulary, "venue_type")
    _who_came(form, vocabulary)
    heading(_("What was told, and how"))
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
    with st.expander(_("With whom · materials · online · photos · links · note"), expanded=form.has_more()):
        _with_whom(form, offered)
        material_rows(form.key, vocabulary)
        if st.session_state[form.key("kind")] != ONLINE:
            reading_rows(form.key)
        _more_numbers(form)
        link_field(form.key)
        file_field(form)
        st.text_area(_("Note"), key=form.key("note"), persist_state="session")
    entry = form.entry()
    for warning in privacy_warnings(entry):
        st.warning(plain(str(warning)), icon=":material/privacy_tip:")
    return entry


def _what_and_when(form: Form, offered: Known) -> None:
    st.pills(
        _("Kind of event"),
        list(KINDS),
        format_func=lambda kind: _(KINDS[kind]),
        key=form.key("kind"),
        required=True,
        persist_state="session",
    )
    st.text_input(
        _("What was done") + " *",
        key=form.key("title"),
        placeholder=_("for example: talk on illegal fundraising in Bolan community"),
        persist_state="session",
    )
    left, right = st.columns(2)
    with left:
        st.text_input(
            _("When"),
            key=form.key("when"),
            placeholder=_("2024-09-04 · 2024-09 · 2024Q3 · 2024 · 2024-09-15 to 2024-09-21"),
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
    with right:
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


def _who_came(form: Form, vocabulary: Words) -> None:
    heading(_("Who came"))
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
    _choices(form, "key_groups", _("Key groups"), vocabulary, "key_group")
    groups = st.session_state[form.key("key_groups")]
    if groups:
        with st.grid(4, min_column_width=150):
            for code in groups:
                with st.container():
                    label = _("of which {group}").format(group=vocabulary.label("key_group", code))
                    count_field(form, f"group_{code}", label)


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


def _more_numbers(form: Form) -> None:
    labels = {
        "consultations": _("Consultations"),
        "staff": _("Staff taking part"),
        "indirect": _("Indirect reach"),
        "media_reports": _("Media reports"),
    }
    with st.grid(4, min_column_width=150):
        for field, label in labels.items():
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
