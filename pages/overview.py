"""Overview: how much, for whom, where, who, and what changed. For leadership, in thirty seconds."""

import streamlit as st

from components import overview_charts, overview_figures
from components.filters import compared_with, filter_bar, in_words
from components.frame import open_page
from components.ledger import present
from components.overview_change import what_changed
from components.overview_measure import choose_measure, measure_shown
from components.overview_units import units
from components.start import ways_on
from components.target_progress import show_current
from locales import gettext as _

open_page(_("Overview"))
if not present():
    ways_on()
    st.stop()

asked = filter_bar(comparing=True)
periods = overview_figures.periods_of(asked)
overview_charts.ask_parts_ahead(periods, measure_shown())
figures = overview_figures.ask_headline(periods)
in_words(asked, *overview_figures.left_aside(figures, asked.dataset))
overview_figures.show(figures)
if not figures.events:
    overview_figures.nothing_found()
    st.stop()
show_current(asked.organisation)
shown = choose_measure()
left, right = st.columns([3, 2])
with left:
    overview_charts.over_time(figures, shown, compared_with())
with right:
    overview_charts.key_groups(figures, shown)
left, right = st.columns([3, 2])
compared = len(figures.periods) > 1
with left:
    (what_changed if compared else units)(figures, shown)
with right:
    overview_charts.venue_types(figures, shown)
if compared:
    units(figures, shown)
