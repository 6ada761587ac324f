"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import CHINESE, ENGLISH, speaking
from models.count import MOST, MOST_ONLINE, Count, Qualifier, parse_count
from models.problem import InvalidError

EXACT, ABOUT, AT_LEAST = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST
OVER, MORE_THAN, NEARLY = Qualifier.OVER, Qualifier.MORE_THAN, Qualifier.NEARLY

READ = [
    ("60", 60, EXACT),
    ("0", 0, EXACT),
    ("  60 ", 60, EXACT),
    ("1,234", 1234, EXACT),
    ("1，234", 1234, EXACT),
    ("６０余", 60, AT_LEAST),
    ("60.0", 60, EXACT),
    ("1.5e3", 1500, EXACT),
    ("60余", 60, AT_LEAST),
    ("60多", 60, OVER),
    ("60 多", 60, OVER),
    ("60+", 60, AT_LEAST),
    ("近百", 100, NEARLY),
    ("将近200人", 200, NEARLY),
    ("约3,000", 3000, ABOUT),
    ("100人左右", 100, ABOUT),
    ("100左右", 100, ABOUT),
    ("200人以上", 200, AT_LEAST),
    ("至少60", 60, AT_LEAST),
    ("上百", 100, AT_LEAST),
    ("百余", 100, AT_LEAST),
    ("超过3000", 3000, MORE_THAN),
    ("逾三百人次", 300, MORE_THAN),
    ("1.5万", 15_000, EXACT),
    ("1万多", 10_000, OVER),
    ("3000多万", 30_000_000, OVER),
    ("3千万", 30_000_000, EXACT),
    ("more than 3,000", 3000, MORE_THAN),
    ("More than 3,000 people", 3000, MORE_THAN),
    ("over 60", 60, OVER),
    ("about 60", 60, ABOUT),
    ("nearly 100 persons", 100, NEARLY),
    ("10k", 10_000, EXACT),
    ("60多位离退休老人", 60, OVER),
    ("80余名师生", 80, AT_LEAST),
    ("150余份", 150, AT_LEAST),
    ("百余人次", 100, AT_LEAST),
    ("60人🙂", 60, EXACT),
]
CHINESE_NUMERALS = [
    ("零", 0),
    ("两", 2),
    ("十", 10),
    ("十五", 15),
    ("三百二十", 320),
    ("两百五十", 250),
    ("一百二", 120),
    ("一百零二", 102),
    ("一百〇二", 102),
    ("一千零五十", 1050),
    ("三万五", 35_000),
    ("三万零五", 30_005),
    ("三万零五百", 30_500),
    ("一万二千三百四十五", 12_345),
    ("十五万", 150_000),
    ("百万", 1_000_000),
    ("一亿二千万", 120_000_000),
    ("一万亿", 10**12),
]
NO_NUMBER = [
    *("很多", "数百", "几十", "若干", "十几人", "有人", "余", "近", "🙂", "60🙂", "?", "N/A", "-"),
    *("三五", "二零二四", "二三十", "三百百", "百十", "零百", "一万亿万"),
    *("12,34", "1,5", "1 000", "100-200", "100~200人", "5场次300人次", "60人，其中老人20人", "2024-09-04"),
    *("60'; DROP TABLE event;--", "=1+1", "<b>60</b>", "{text}", "%s", "\x00", "\ud800", "60\x0060"),
    *("9" * 100_000, "1" + " " * 100_000 + "x", "," * 100_000, "百" * 100_000, "近" * 100_000, "1," * 50_000),
]


@pytest.mark.parametrize(("text", "value", "qualifier"), READ, ids=[text for text, *_ in READ])
def test_a_number_is_read_with_its_qualifier(text: str, value: int, qualifier: Qualifier) -> None:
    assert parse_count(text) == Count(value, qualifier)


@pytest.mark.parametrize(("text", "value"), CHINESE_NUMERALS)
def test_a_chinese_numeral_has_one_value(text: str, value: int) -> None:
    assert parse_count(text, most=10**12) == Count(value)


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\n"])
def test_an_empty_text_is_no_number_rather_than_zero(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize("text", NO_NUMBER, ids=lambda text: ascii(text)[:20])
def test_what_is_not_one_number_is_refused_with_a_short_sentence(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_count(text)
    assert 10 < len(str(refused.value.message)) < 200


@pytest.mark.parametrize(
    ("text", "most", "words"),
    [
        ("-1", MOST, "below zero"),
        ("－1", MOST, "below zero"),
        ("−5人", MOST, "below zero"),
        ("1e12", MOST, "more than any event"),
        ("1e999", MOST, "more than any event"),
        ("100,000,001", MOST, "more than any event"),
        ("十亿", MOST, "more than any event"),
        ("100,000,000,001", MOST_ONLINE, "more than any event"),
        ("9" * 70, MOST_ONLINE, "more than any event"),
        ("1.5", MOST, "not a whole number"),
        ("1.5e0", MOST, "not a whole number"),
        ("1.00001万", MOST, "not a whole number"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_sentence_says_what_is_wrong(text: str, most: int, words: str) -> None:
    with pytest.raises(InvalidError) as refused, speaking(ENGLISH):
        parse_count(text, most=most)
    with speaking(ENGLISH):
        assert words in str(refused.value.message)


def test_the_largest_number_is_still_read() -> None:
    assert parse_count("1亿") == Count(MOST)
    assert parse_count("1000亿", most=MOST_ONLINE) == Count(MOST_ONLINE)


def test_the_basis_is_kept_with_the_number() -> None:
    assert parse_count("60余", basis="sign_in") == Count(60, AT_LEAST, "sign_in")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@given(value=st.integers(0, MOST_ONLINE), qualifier=st.sampled_from(Qualifier))
def test_what_is_printed_is_read_as_the_same_number(language: str, value: int, qualifier: Qualifier) -> None:
    count = Count(value, qualifier)
    with speaking(language):
        assert parse_count(str(count), most=MOST_ONLINE) == count


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((CHINESE, text) for text in ("60", "1,234", "约60", "60余", "60多", "超3,000", "近100")),
        *((ENGLISH, text) for text in ("60", "1,234", "about 60", "at least 60", "over 60", "more than 3,000")),
        (ENGLISH, "nearly 100"),
    ],
)
def test_a_number_is_printed_again_as_it_was_told(language: str, text: str) -> None:
    with speaking(language):
        assert str(parse_count(text)) == text


def test_retired_staff_told_in_chinese_are_printed_in_english() -> None:
    count = parse_count("60多位离退休老人")
    with speaking(CHINESE):
        assert str(count) == "60多"
    with speaking(ENGLISH):
        assert str(count) == "over 60"


@given(st.text() | st.text(alphabet="0123456789.,e+-余多近约超百千万亿零一二两三十人次 kmor\u3000０９", max_size=100))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        count = parse_count(text)
    except InvalidError as refused:
        assert str(refused.message)  # noqa: PT017 - the sentence must not fail either
    else:
        assert count is None or 0 <= count.value <= MOST


@pytest.mark.parametrize(
    ("count", "high"),
    [
        (Count(60), 60),
        (Count(60, NEARLY), 60),
        (Count(60, AT_LEAST), 69),
        (Count(100, OVER), 199),
        (Count(1234, AT_LEAST), 1234),
        (Count(60, ABOUT), 72),
        (Count(3, ABOUT), 4),
        (Count(3000, MORE_THAN), 6000),
        (Count(0, AT_LEAST), 0),
    ],
    ids=str,
)
def test_a_manner_of_speaking_has_an_upper_end(count: Count, high: int) -> None:
    assert count.high == high
