"""Text that people typed, inside Streamlit's Markdown and inside HTML."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components.safe_html import escaped
from components.wording import plain

TEXTS = [
    "<script>alert(1)</script>",
    "${alert(1)}",
    "`${alert(1)}`",
    "[点我](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "**粗** _斜_ ~~删~~",
    ":red[红] :material/delete:",
    "$x^2$",
    "# 标题",
    "| a | b |",
    "反斜杠 \\",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_sign_that_markdown_could_act_on_stands_for_itself(text: str) -> None:
    marked = plain(text)

    signs = "\\`*_{}[]()<>#+-.!|~:$&"
    bare = [c for at, c in enumerate(marked) if c in signs and c != "\\" and marked[at - 1 : at] != "\\"]
    assert bare == []


@given(st.text())
def test_nothing_is_lost_or_added_but_backslashes(text: str) -> None:
    marked, shown = plain(text), ""
    at = 0
    while at < len(marked):
        at += marked[at] == "\\"
        shown += marked[at]
        at += 1
    assert shown == text


@given(st.text())
def test_a_browser_shows_escaped_text_as_it_was_typed(text: str) -> None:
    # What HTML itself forbids (control characters, lone surrogates) no escaping can show.
    safe = escaped(text)
    assert html.unescape(safe) == text or "&" in text
    assert not set(safe) & set("<>\"'`${}\\")


@pytest.mark.parametrize("number", [1, 3])
def test_all_problems_stand_in_one_message_a_line_each(number: int) -> None:
    def page(number: int) -> None:
        from components.frame import show_problems
        from models.problem import Problem

        problems = [Problem.of("title", "missing", f"thing {at}") for at in range(number)]
        show_problems(problems + problems)

    app = AppTest.from_function(page, args=(number,), default_timeout=30).run()

    assert len(app.error) == 1
    assert len(app.text) == number


def test_without_a_problem_nothing_is_shown() -> None:
    def page() -> None:
        from components.frame import show_problems

        show_problems([])

    app = AppTest.from_function(page, default_timeout=30).run()

    assert not app.error
    assert not app.text
