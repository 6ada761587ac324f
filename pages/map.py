"""Coverage map: where events took place, on the counties, with the events of the place that is clicked."""

import streamlit as st

from components.event_table import event_card, event_table
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import ask, ledger, present, viewer
from components.spot_map import legend, show_spots
from components.start import ways_on
from components.wording import heading, plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.records import events_by_id
from metrics.spots import events_at, spots

open_page(_("Coverage map"))
if not present():
    ways_on()
    st.stop()

asked = filter_bar()
answer = ask(spots, ledger(), viewer(), asked)
drawn = answer.events - answer.without_place
on_map = [ngettext("{count} event on the map", "{count} events on the map", drawn).format(count=number(drawn))]
if answer.without_place:
    on_map.append(
        ngettext(
            "{count} event without a known place", "{count} events without a known place", answer.without_place
        ).format(count=number(answer.without_place))
    )
in_words(asked, *on_map)
everywhere = ask(spots, ledger(), viewer(), Filter(dataset=asked.dataset)).spots
left, right = st.columns([3, 2])
with left:
    clicked = show_spots(answer.spots, everywhere, key=f"map_{asked.dataset.value}")
    legend()
with right, st.container(border=True):
    chosen = next((spot for spot in answer.spots if spot.key == clicked), None)
    if chosen is None:
        heading(_("Events at a place"))
        st.caption(_("Click a circle on the map to see its events here. The places with most events:"))
        busiest = sorted(answer.spots, key=lambda spot: -spot.events)[:8]
        for spot in busiest:
            about = [*spot.position.chain[1:3], number(spot.events)]
            st.markdown(f"{plain(spot.name)}  \n:gray[{plain(' · '.join(about))}]")
    else:
        st.markdown(f"**{plain(chosen.name)}**")
        ids = ask(events_at, ledger(), viewer(), asked, chosen.key)
        events = ask(events_by_id, ledger(), viewer(), asked.dataset, tuple(ids))
        if chosen.events > len(events):
            st.caption(_("The newest {shown} of {all}").format(shown=number(len(events)), all=number(chosen.events)))
        picked = events[0] if len(events) == 1 else event_table(events, key=f"map_events_{chosen.key}")
        if picked is not None:
            event_card(picked)
            if st.button(_("Open"), icon=":material/open_in_full:", key="map_open"):
                st.switch_page("pages/record.py", query_params={"event": str(picked.id)})
