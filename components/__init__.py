"""What several pages show."""

import logging

# Streamlit warns of each answer that is to be kept before its server runs, which is as it should be here. It sets the
# levels of its loggers itself, so the line is filtered out, and here, before any component asks for answers to be kept.
logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: not record.getMessage().startswith("No runtime found")
)
