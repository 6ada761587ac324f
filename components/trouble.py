"""What is said where a page cannot go on: rights that ended meanwhile, a full disk, a database that is gone."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from store.outcome import NotAllowedError
from store.trouble import trouble

_log = logging.getLogger("outreach.pages")


@contextmanager
def told_in_words() -> Iterator[None]:
    """Run a page; what people can do something about is said in a sentence, what they typed stays where it is."""
    try:
        yield
    except NotAllowedError as error:
        st.error(str(error.message), icon=":material/lock:")
    except Exception as error:
        sentence = trouble(error)
        if sentence is None:
            raise
        _log.exception("page not shown")
        st.error(str(sentence), icon=":material/error:")
