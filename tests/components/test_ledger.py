"""What the pages share of the open ledger."""

from collections.abc import Iterator

import pytest
import streamlit as st

from components.ledger import resolver
from exchange.divisions import load_resolver
from store.database import Database


@pytest.fixture
def opened(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The ledger as the one this process serves; nothing kept from another, and nothing left behind."""
    monkeypatch.setenv("OUTREACH_DATA", str(ledger.data))
    monkeypatch.delenv("OUTREACH_DATABASE", raising=False)
    st.cache_resource.clear()
    yield ledger
    st.cache_resource.clear()


@pytest.mark.parametrize("text", ["辽宁省田师付镇", "辽宁省本溪满族自治县田师傅镇", "没有这样的地方"])
def test_the_form_and_the_upload_read_the_same_divisions_out_of_a_text(opened: Database, text: str) -> None:
    assert resolver().resolve(text) == load_resolver(opened).resolve(text)


@pytest.mark.usefixtures("opened")
def test_a_former_name_is_read_and_the_index_is_built_once() -> None:
    assert resolver().resolve("本溪满族自治县田师付镇").division_id == "210521109"
    assert resolver() is resolver()
