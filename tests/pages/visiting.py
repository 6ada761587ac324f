"""Opening a page of the app without a browser, and reading what it says."""

import os
from pathlib import Path
from typing import Final

import pandas as pd
from streamlit.testing.v1 import AppTest

from locales import language
from store.database import Database

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = ("overview", "map", "record", "events", "upload", "export")
PATIENCE: Final = 30
"""Seconds a page may take: the first one of a process loads boundaries and divisions."""


def visit(database: Database, page: str = "overview", **parameters: str) -> AppTest:
    """A new visitor's first sight of `page`, with `parameters` in the address, in the language now spoken."""
    return go_to(arrival(database, **{"lang": language(), **parameters}), page)


def arrival(database: Database, **parameters: str) -> AppTest:
    """A visitor with `parameters` in the address, before anything has run."""
    os.environ["OUTREACH_DATA"] = str(database.data)
    app = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    app.query_params.update(parameters)
    return app


def go_to(app: AppTest, page: str) -> AppTest:
    """The same visitor on another page."""
    return app.switch_page(f"pages/{page}.py").run()


def said(app: AppTest) -> str:
    """Everything the page says in sentences, headings and messages, a line each."""
    kinds = (app.title, app.markdown, app.caption, app.text, app.info, app.success, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def figures(app: AppTest) -> dict[str, str]:
    """The headline figures by their label."""
    return {metric.label: str(metric.value) for metric in app.metric}


def rows(app: AppTest, at: int = 0) -> pd.DataFrame:
    """The rows of a table on the page."""
    return pd.DataFrame(app.dataframe[at].value)


def select_row(app: AppTest, row: int) -> AppTest:
    """Select a row of the first table, as a click in front of it does."""
    app.session_state[str(app.dataframe[0].key)] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return app.run()
