"""Score cards: what each unit got for each indicator in a quarter, how, and what changed since it was closed."""

import streamlit as st

from components.frame import open_page, require_right
from components.ledger import present
from components.news import tell_news
from components.score_card import score_card
from components.score_closing import closing
from components.score_indicators import indicators
from components.score_quarter import arranges, ask_scores, choose_scores
from components.score_ranking import download_scores, ranking
from components.score_waiting import in_words, what_waits
from components.start import ways_on
from locales import gettext as _
from models.permission import Action

open_page(_("Score cards"))
require_right(Action.READ, _("Your roles do not include looking at score cards."))
tell_news()
asked = choose_scores()
if asked is None and not present():
    ways_on()
    st.stop()
if asked is None:
    st.info(_("There is no unit yet whose score card you could see."), icon=":material/inbox:")
    st.stop()

board = ask_scores(asked)
in_words(board)
what_waits(board)
names = [_("Ranking"), _("Indicators"), *([_("Closing")] if arranges() else [])]
first, second, *third = st.tabs(names)
with first:
    card = ranking(board)
    download_scores(asked, board)
    if card is not None:
        score_card(board, card)
with second:
    indicators()
for tab in third:
    with tab:
        closing(asked, board)
