"""The product's name with its sign: at the top of the side bar, and at the top of the page where that is folded."""

from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from components.colours import is_dark
from locales import gettext as _

_SIGN: Final = (Path(__file__).resolve().parent.parent / "static" / "icon.svg").read_text(encoding="utf-8")
_FONTS: Final = "Noto Sans SC, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
_SIZE: Final = 19  # pixels of a letter


def nameplate() -> None:
    """Show the name in the language spoken. It is a drawing, for Streamlit puts nothing else above its navigation."""
    st.logo(_drawn(_("Outreach ledger"), "#e6efee" if is_dark() else "#1c2b2b"), size="large")


def _drawn(name: str, ink: str) -> str:
    # A Chinese character is as wide as it is high, a letter about half of that.
    width = 44 + round(sum(_SIZE if ord(letter) > 0x2E80 else _SIZE * 0.58 for letter in name))
    sign = _SIGN[_SIGN.index("<svg") :].replace('width="64" height="64"', 'width="32" height="32"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="32" viewBox="0 0 {width} 32">{sign}'
        f'<text x="42" y="23" font-family="{_FONTS}" font-size="{_SIZE}" font-weight="600" fill="{ink}">'
        f"{escape(name)}</text></svg>"
    )
