"""The front door: page settings, language, who is here, and the way to each page. Nothing else."""

import streamlit as st

from components import front_door, speech
from components.filters import choose_dataset
from components.nameplate import nameplate
from components.queues import reminders
from components.rooms import rooms
from components.start import trial_data
from components.trouble import told_in_words
from components.who import who_is_here
from locales import language, speaking

st.set_page_config(page_title="消保宣教台账", page_icon="static/icon.png", layout="wide")
front_door.pass_front_door()
speech.begin()

nameplate()
here = st.navigation(rooms())
with st.sidebar:
    reminders()
    speech.switch()
    choose_dataset()
    trial_data()
    who_is_here()
with told_in_words(), speaking(language()):  # so that no word of the page asks for it again
    here.run()
