"""Overview: how much, for whom, where, who. For leadership, in thirty seconds."""

import streamlit as st

from components import overview_charts, overview_figures
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import present
from components.start import ways_on
from locales import gettext as _

open_page(_("Overview"))
if not present():
    ways_on()
    st.stop()

asked = filter_bar()
figures = overview_figures.ask_headline(asked)
in_words(asked, *overview_figures.left_aside(figures, asked.dataset))
overview_figures.show(figures, asked)
if not figures.events:
    overview_figures.nothing_found()
    st.stop()
left, right = st.columns([3, 2])
with left:
    overview_charts.over_time(asked)
with right:
    overview_charts.key_groups(asked)
left, right = st.columns([2, 3])
with left:
    overview_charts.venue_types(asked)
with right:
    overview_charts.units(asked)
