"""The form for one event: few fields required, everything typed kept, and how it was understood shown at once.

Its state lives under `entry_<event>_…` in the session, one set per event, so that editing one does not disturb a new
one half typed. Nothing is checked here: what was typed becomes an `Entry`, and the rules speak.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from components.event_rows import link_field, material_rows, reading_rows
from components.ledger import ask, ledger, viewer, words
from components.place_field import place_field, place_texts
from locales import Message, mark
from locales import gettext as _
from metrics.choices import Known, known
from models.count import parse_count
from models.dataset import Dataset
from models.entry import Entry
from models.event import KINDS, OFFLINE
from models.problem import InvalidError
from models.when import parse_when
from models.words import Words

_TEXTS: Final = (
    "title",
    "when",
    "when_text",
    "sessions",
    "attendance",
    "indirect",
    "consultations",
    "staff",
    "media_reports",
    "note",
    "reference",
)
_LISTS: Final = ("co_organisers", "partners", "formats", "topics", "campaigns")


@dataclass(frozen=True, slots=True)
class Form:
    """Which event the form is about (None for a new one) and whose records it belongs to."""

    event_id: int | None = None
    dataset: Dataset = Dataset.RECORDED

    def key(self, field: str) -> str:
        """The session key of a field's widget."""
        return f"entry_{self.event_id or 'new'}_{field}"

    def is_filled(self) -> bool:
        """Whether the session already holds this form's state."""
        return self.key("filled") in st.session_state

    def fill(self, entry: Entry) -> None:
        """Put an entry into the form, replacing what is there; before any of its widgets is drawn."""
        state = st.session_state
        for name in [key for key in state if str(key).startswith(self.key(""))]:
            del state[name]
        state[self.key("filled")] = True
        state[self.key("origin")] = entry
        state[self.key("kind")] = entry.kind
        for field in _TEXTS:
            state[self.key(field)] = getattr(entry, field)
        for field in _LISTS:
            state[self.key(field)] = list(getattr(entry, field))
        state[self.key("organisation")] = entry.organisation or None
        state[self.key("venue_type")] = entry.venue_type or None
        state[self.key("basis")] = entry.basis or None
        state[self.key("key_groups")] = list(entry.key_groups)
        for code, count in entry.key_groups.items():
            state[self.key(f"group_{code}")] = count
        state[self.key("places")] = [place.place_id or place.name or place.division_id for place in entry.places]
        state[self.key("materials")] = list(entry.materials)
        state[self.key("readings")] = list(entry.readings)
        state[self.key("links")] = "\n".join(entry.links)

    def forget(self) -> None:
        """Let the next run fill the form anew; possible at any time, also after its widgets are drawn."""
        st.session_state.pop(self.key("filled"), None)

    def draw(self) -> Entry:
        """Draw all fields in the order people think, and return what they hold."""
        vocabulary = words()
        offered = ask(known, ledger(), viewer(), self.dataset)
        _what_and_when(self, offered)
        place_field(self.key, offered.places)
        _choice(self, "venue_type", _("Venue type"), vocabulary, "venue_type")
        _who_came(self, vocabulary)
        st.markdown(f"**{_('What was told, and how')}**")
        _choices(self, "topics", _("Topics"), vocabulary, "topic")
        _choices(self, "formats", _("Format"), vocabulary, "format")
        st.multiselect(
            _("Campaign"),
            list(offered.campaigns),
            format_func=lambda campaign: offered.campaigns.get(campaign, str(campaign)),
            key=self.key("campaigns"),
            accept_new_options=True,
            placeholder=_("Choose, or type a new name and press Enter"),
            persist_state="session",
        )
        with st.expander(_("With whom · materials · online · links · note"), expanded=self._has_more()):
            _with_whom(self, offered)
            material_rows(self.key, vocabulary)
            reading_rows(self.key)
            _more_numbers(self)
            link_field(self.key)
            st.text_area(_("Note"), key=self.key("note"), persist_state="session")
        return self.entry()

    def entry(self) -> Entry:
        """What the form holds now, as typed."""
        state = st.session_state
        origin: Entry = state[self.key("origin")]
        entry = Entry(
            id=origin.id,
            version=origin.version,
            kind=state[self.key("kind")] or OFFLINE,
            organisation=state[self.key("organisation")] or "",
            venue_type=state[self.key("venue_type")] or "",
            basis=state[self.key("basis")] or "",
            places=place_texts(self.key, origin.places),
            key_groups={code: state.get(self.key(f"group_{code}"), "") for code in state[self.key("key_groups")]},
            materials=state[self.key("materials")],
            readings=state[self.key("readings")],
            links=(state[self.key("links")] or "").splitlines(),
            link_titles=origin.link_titles,
            bases=origin.bases,
        )
        for field in _TEXTS:
            setattr(entry, field, state.get(self.key(field)) or "")
        for field in _LISTS:
            setattr(entry, field, list(state[self.key(field)]))
        return entry

    def _has_more(self) -> bool:
        state = st.session_state
        fields = ("partners", "materials", "readings", "links", "note", "consultations", "staff")
        return self.event_id is not None and any(state[self.key(field)] for field in fields)


def _what_and_when(form: Form, offered: Known) -> None:
    st.segmented_control(
        _("Kind of activity"),
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
            _("When") + " *",
            key=form.key("when"),
            placeholder=_("2024-09-04 · 2024-09 · 2024Q3 · 2024 · 2024-09-15 to 2024-09-21"),
            persist_state="session",
        )
        _understood_date(st.session_state[form.key("when")])
        if not (st.session_state[form.key("when")] or "").strip():
            st.text_input(
                _("Date not known? In words"),
                key=form.key("when_text"),
                placeholder=_("for example: during the Spring Festival"),
                persist_state="session",
            )
    with right:
        st.selectbox(
            _("Organising unit") + " *",
            list(offered.units),
            index=None,
            format_func=lambda unit: offered.units.get(unit, str(unit)).strip("\u2003"),
            key=form.key("organisation"),
            accept_new_options=True,
            placeholder=_("Choose, or type a new name and press Enter"),
            persist_state="session",
        )


def _who_came(form: Form, vocabulary: Words) -> None:
    st.markdown(f"**{_('Who came')}**")
    left, middle, right = st.columns([2, 2, 1])
    with left:
        count_field(form, "attendance", _("Attendance"), example=_("60, 60余, 近百, 1.5万; empty if not known"))
    with middle:
        st.selectbox(
            _("How counted"),
            vocabulary.codes("basis"),
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
    st.multiselect(
        _("Partners"),
        offered.partners,
        key=form.key("partners"),
        accept_new_options=True,
        placeholder=_("Choose, or type a new name and press Enter"),
        persist_state="session",
    )
    st.multiselect(
        _("Co-organising units"),
        list(offered.units),
        format_func=lambda unit: offered.units.get(unit, str(unit)).strip("\u2003"),
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


def count_field(form: Form, field: str, label: str, *, example: str | None = None) -> None:
    """A number as people write it; below it how it was understood, where that is not plain."""
    st.text_input(label, key=form.key(field), placeholder=example, persist_state="session")
    text = (st.session_state[form.key(field)] or "").strip()
    try:
        count = parse_count(text)
    except InvalidError as error:
        _complaint(error.message)
        return
    if count is not None and str(count) != text:
        st.caption(_("→ {understood}").format(understood=count))


def _understood_date(text: str | None) -> None:
    try:
        when = parse_when(text)
    except InvalidError as error:
        _complaint(error.message)
        return
    if when.start is None:
        st.caption(_("Left empty, the event counts only under “All time”."))
        return
    st.caption(_("→ {understood}").format(understood=f"{when} ({_(_PRECISIONS[when.precision.value])})"))
    if when.start > date.today():
        _complaint(Message.of(mark("{when} has not come yet; record an event when it is over."), when=when))


def _complaint(message: Message) -> None:
    st.caption(f":red[{str(message).translate(_NO_MARKUP)}]")


# What could end or nest the coloured text, or become a link, stands for itself.
_NO_MARKUP: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_[]()<>$#~|:"})
_PRECISIONS: Final = {
    "day": mark("day"),
    "month": mark("month"),
    "quarter": mark("quarter"),
    "year": mark("year"),
    "range": mark("from – to"),
}


def _choice(form: Form, field: str, label: str, vocabulary: Words, name: str) -> None:
    st.pills(label, **_options(form, field, vocabulary, name))


def _choices(form: Form, field: str, label: str, vocabulary: Words, name: str) -> None:
    st.pills(label, selection_mode="multi", **_options(form, field, vocabulary, name))


def _options(form: Form, field: str, vocabulary: Words, name: str) -> dict[str, Any]:
    held = st.session_state[form.key(field)]
    held = [held] if isinstance(held, str) else held or []
    codes = vocabulary.codes(name)
    return {
        "options": [*codes, *(code for code in held if code not in codes)],  # a retired word stays where it is used
        "format_func": lambda code: vocabulary.label(name, code),
        "key": form.key(field),
        "wrap": True,
        "persist_state": "session",
    }


def blank() -> Entry:
    """A new event, dated today."""
    return Entry(when=date.today().isoformat())
