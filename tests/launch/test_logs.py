"""The log tells what happened, and never what people typed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launch.logs import NAMES, NUMBERS, WORDS, configure_logs

SECRET = "讲座-SECRET-密码"  # noqa: S105 - what must not be found
Taken = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Whatever logger the tests configure is given back."""
    logger = logging.getLogger("outreach")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.level, logger.propagate = before


class Heard:
    """The lines written while a test runs."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        configure_logs(self.stream)

    def lines(self) -> Taken:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


def test_a_line_tells_time_level_event_viewer_and_numbers() -> None:
    heard = Heard()

    logging.getLogger("outreach.store").info(
        "written", extra={"viewer": "张三", "what": "save event", "event_id": 12, "change": 345, "ms": 7.5}
    )

    (line,) = heard.lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "outreach.store",
        "event": "written",
        "viewer": "张三",
        "what": "save event",
        "event_id": 12,
        "change": 345,
        "ms": 7.5,
    }


class Typed:
    """Something with everything in its words."""

    def __repr__(self) -> str:
        return SECRET

    __str__ = __repr__


LEAKS: dict[str, dict[str, Any]] = {
    "a field that is not named": {"extra": {"title": SECRET, "note": SECRET, "password": SECRET, "token": SECRET}},
    "a field of the record itself": {"extra": {"stack": SECRET, "request": Typed()}},
    "an object in a named field": {"extra": {"what": Typed(), "codes": [Typed()]}},
    "a text in a number's field": {"extra": {"event_id": SECRET, "count": [SECRET], "ms": Typed()}},
    "a text where plain words stand": {"extra": {"reason": SECRET, "outcome": "x " + SECRET}},
    "a mapping in a named field": {"extra": {"codes": {"title": SECRET}}},
    "a long text in a named field": {"extra": {"what": "x" * 200 + SECRET}},
    "the values of the message": {"msg": "refused %s", "args": (SECRET,)},
    "named values of the message": {"msg": "refused %(title)s", "args": ({"title": SECRET},)},
    "too few values for the message": {"msg": "refused %s %s", "args": (SECRET,)},
    "a mapping as message": {"msg": {"title": SECRET}},
    "an object as message": {"msg": Typed()},
    "the words of an error": {"error": ValueError(SECRET)},
    "an error that comes from another": {"error": RuntimeError("x"), "cause": ValueError(SECRET)},
    "the stack": {"stack_info": True},
}


@pytest.mark.parametrize("case", LEAKS)
def test_nothing_that_was_typed_finds_a_way_into_the_log(case: str) -> None:
    leak = LEAKS[case]
    heard = Heard()
    secret = SECRET

    def fail() -> None:
        assert secret
        raise leak["error"] from leak.get("cause")

    logger = logging.getLogger("outreach.store")
    message, values = leak.get("msg", "refused"), leak.get("args", ())
    if "error" in leak:
        try:
            fail()
        except (ValueError, RuntimeError):
            logger.exception(message)
    else:
        logger.warning(message, *values, extra=leak.get("extra"), stack_info=leak.get("stack_info", False))

    written = heard.stream.getvalue()
    assert len(heard.lines()) == 1
    assert SECRET not in written
    assert json.dumps(SECRET)[1:-1] not in written


def test_an_error_is_told_by_its_kind_and_where_it_came_from() -> None:
    heard = Heard()
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("outreach.store").exception("failed")

    (line,) = heard.lines()
    assert (line["level"], line["error"]) == ("error", "ValueError")
    assert "test_an_error_is_told" in line["at"][-1]


@given(
    st.dictionaries(
        st.sampled_from(sorted(NAMES | NUMBERS | WORDS)),
        st.text(st.characters(codec=None)) | st.integers() | st.floats() | st.none() | st.lists(st.text()),
    )
)
def test_each_record_is_one_line_of_json_whatever_it_holds(extra: dict[str, Any]) -> None:
    heard = Heard()

    logging.getLogger("outreach.store").info("written", extra=extra)

    written = heard.stream.getvalue()
    assert written.count("\n") == 1
    assert not set(written) & set("\r\x85\u2028\u2029\u202e\x1b")
    assert heard.lines()[0]["event"] == "written"
    written.encode()


def test_configured_twice_it_writes_each_line_once() -> None:
    heard = Heard()
    configure_logs(heard.stream)

    logging.getLogger("outreach.sign_in").warning("refused")

    assert len(heard.lines()) == 1


def test_no_field_shares_its_name_with_one_that_a_record_has_already() -> None:
    own = set(logging.LogRecord("x", 1, "x", 1, "x", (), None).__dict__) | {"message", "asctime"}

    assert not own & (NAMES | NUMBERS | WORDS)
    assert len(NAMES | NUMBERS | WORDS) == len(NAMES) + len(NUMBERS) + len(WORDS)
