"""Opening a page of the app without a browser, and reading what it says."""

import json
import os
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import pandas as pd
from streamlit.testing.v1 import AppTest

from components import cells, drawing
from locales import language
from models.permission import ADMINISTRATOR
from models.viewer import local_administrator
from store.account_list import list_accounts
from store.accounts import add_account
from store.database import Database
from store.sessions import open_session

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = ("overview", "map", "record", "events", "upload", "export")
COOKIE_OF_TEST: Final = "cookie_of_test"
PATIENCE: Final = 30
"""Seconds a page may take: the first one of a process loads boundaries and divisions."""


def visit(database: Database, page: str = "overview", *, by: str = ADMINISTRATOR, **parameters: str) -> AppTest:
    """A new visitor's first sight of `page`, with `parameters` in the address, in the language now spoken."""
    return go_to(arrival(database, by=by, **{"lang": language(), **parameters}), page)


def arrival(database: Database, *, by: str = ADMINISTRATOR, **parameters: str) -> AppTest:
    """A visitor with `parameters` in the address, before anything has run.

    `by` is the role of the person signed in, in the whole bank or, as "role@12", at the unit 12; "" for nobody.
    """
    os.environ["OUTREACH_DATA"] = str(database.data)
    app = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    app.query_params.update(parameters)
    if by:
        app.session_state[COOKIE_OF_TEST] = signed_in(database, by)
    return app


def signed_in(database: Database, by: str) -> str:
    """The secret of a session of somebody with this role, who is added if need be."""
    local = local_administrator()
    role, _, unit = by.partition("@")
    held = next((line.id for line in list_accounts(database, local) if line.name == by), None)
    account = held or add_account(database, local, name=by, role=role, unit=int(unit) if unit else None).id
    assert account is not None
    return open_session(database, account, "password")


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
    return select_rows(app, row)


def select_rows(app: AppTest, *chosen: int) -> AppTest:
    """Select several rows of the first table."""
    app.session_state[str(app.dataframe[0].key)] = {"selection": {"rows": list(chosen), "columns": [], "cells": []}}
    return app.run()


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly figures on the page, each with `data` and `layout`."""
    return [told["figure"] for told in _given(app, "drawing")]


def figure_table(app: AppTest, at: int = 0) -> pd.DataFrame:
    """What a table of figures on the page holds, by its headings: the numbers themselves, or the words."""
    told = _given(app, "cells")[at]
    values = [[cell["value"] for cell in row] for row in told["rows"]]
    return pd.DataFrame(values, columns=told["headings"], dtype=object)


def _given(app: AppTest, component: str) -> list[dict[str, Any]]:
    """What the components of this name were given."""
    protos = [element.proto for element in app.get("bidi_component") if element.proto.component_name == component]
    return [json.loads(proto.json) for proto in protos]


def choose_bar(app: AppTest, key: str, bar: object, *, seal: str = "") -> AppTest:
    """The page after a bar of a chart was clicked: the number of its series and its own.

    In the chart as it is drawn now, or in another with this `seal`.
    """
    return _chosen(app, drawing, "_DRAWING", key, "bar", bar, seal)


def choose_cell(app: AppTest, key: str, cell: object, *, seal: str = "") -> AppTest:
    """The page after a cell of a table of figures was clicked: the numbers of its row and column; else the same."""
    return _chosen(app, cells, "_CELLS", key, "cell", cell, seal)


def _chosen(app: AppTest, module: ModuleType, name: str, key: str, event: str, value: object, seal: str) -> AppTest:
    # What the browser tells; the tests in tests/browser click there.
    real, clicks = getattr(module, name), [value]

    def clicked(**told: Any) -> object:
        result = real(**told)
        if told["key"] != key or not clicks:
            return result
        place = clicks.pop()
        return SimpleNamespace(**{event: [seal or told["data"]["seal"], *place] if isinstance(place, list) else place})

    with patch.object(module, name, clicked):
        return app.run()
