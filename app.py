"""The front door: page settings, language, who is here, and the way to each page. Nothing else."""

import streamlit as st

from components import front_door, speech
from components.filters import choose_dataset
from components.start import trial_data
from locales import gettext as _

st.set_page_config(page_title="消保宣教台账", page_icon="static/icon.png", layout="wide")
front_door.pass_front_door()
speech.begin()

here = st.navigation(
    {
        _("Look"): [
            st.Page("pages/overview.py", title=_("Overview"), icon=":material/monitoring:", default=True),
            st.Page("pages/map.py", title=_("Coverage map"), icon=":material/map:", url_path="map"),
        ],
        _("Record"): [
            st.Page("pages/record.py", title=_("Record an event"), icon=":material/edit_note:", url_path="record"),
            st.Page("pages/events.py", title=_("Events"), icon=":material/list:", url_path="events"),
            st.Page("pages/upload.py", title=_("Upload a list"), icon=":material/upload_file:", url_path="upload"),
        ],
        _("Deliver"): [
            st.Page("pages/export.py", title=_("Export"), icon=":material/download:", url_path="export"),
        ],
    }
)
with st.sidebar:
    speech.switch()
    choose_dataset()
    trial_data()
    st.caption(_("On this computer only"))
here.run()
