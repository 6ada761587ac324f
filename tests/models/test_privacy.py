"""What looks like a person's number is found however it is written, and ordinary figures are left alone."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from models.draft import EventDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.entry import Entry, MaterialEntry
from models.privacy import Personal, personal_data, privacy_warnings

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "events.csv"
with SAMPLE.open(encoding="utf-8-sig", newline="") as _file:
    ORDINARY = sorted({cell for row in csv.reader(_file) for cell in row if cell})

MOBILE_BEGINNINGS = [f"{first}" for first in (*range(130, 140), *range(150, 154), *range(155, 160), *range(180, 190))]
MOBILE_BEGINNINGS += ["145", "147", "166", "171", "173", "176", "178", "190", "191", "193", "198", "199"]
SIGNS = [" ", "-", "\u3000", "－", "\u2011", " - ", "\u200b", "\u00a0"]
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

mobiles = st.tuples(st.sampled_from(MOBILE_BEGINNINGS), st.from_regex(r"[0-9]{8}", fullmatch=True)).map("".join)


@st.composite
def identities(draw: st.DrawFn) -> str:
    county = draw(st.sampled_from(["110101", "210283", "341522", "510107", "632221", "830000", "931000"]))
    born = draw(
        st.dates(min_value=date.fromisoformat("1920-01-01"), max_value=date.fromisoformat("2020-12-31"))
    ).strftime("%Y%m%d")
    number = f"{county}{born}{draw(st.integers(0, 999)):03}"
    return number + ric.calc_check_digit(number + "0")


@st.composite
def cards(draw: st.DrawFn) -> str:
    issuer = draw(st.sampled_from(["622202", "621785", "955880", "436742", "376968", "552801", "230055", "603367"]))
    length = draw(st.integers(13, 19))
    number = issuer + draw(st.from_regex(rf"[0-9]{{{length - 7}}}", fullmatch=True))
    return number + luhn.calc_check_digit(number)


def grouped(number: str, lengths: tuple[int, ...], sign: str) -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(number[at : at + length])
        at += length
    return sign.join(part for part in [*parts, number[at:]] if part)


written = st.tuples(st.sampled_from(SIGNS), st.booleans())
around = st.sampled_from(
    [
        ("", ""),
        ("联系电话", "，请致电"),
        ("2024年9月4日，", "，60余人"),
        ("张三 ", "\n李四"),
        ("tel", "（微信同号）"),
        ("共60人：", "。"),
    ]
)


@given(
    mobiles, written, around, st.sampled_from([(), (3, 4), (3,), (7,), (5,), (1,) * 10]), st.sampled_from(["", "+86 "])
)
def test_a_mobile_number_is_found_however_it_is_written(
    number: str, style: tuple[str, bool], words: tuple[str, str], lengths: tuple[int, ...], country: str
) -> None:
    found_in(country + grouped(number, lengths, style[0]), number, Personal.MOBILE, style[1], words)


@given(identities(), written, around, st.sampled_from([(), (6, 8), (6, 4, 4), (6, 8, 3), (14,), (1,) * 17]))
def test_an_identity_number_is_found_however_it_is_written(
    number: str, style: tuple[str, bool], words: tuple[str, str], lengths: tuple[int, ...]
) -> None:
    found_in(grouped(number, lengths, style[0]), number, Personal.IDENTITY, style[1], words)


@given(cards(), written, around, st.sampled_from([(), (4, 4, 4, 4), (6,), (1,) * 18]))
def test_a_bank_card_number_is_found_however_it_is_written(
    number: str, style: tuple[str, bool], words: tuple[str, str], lengths: tuple[int, ...]
) -> None:
    found_in(grouped(number, lengths, style[0]), number, Personal.CARD, style[1], words)


def found_in(number: str, digits: str, kind: Personal, wide: bool, words: tuple[str, str]) -> None:
    text = words[0] + (number.translate(FULL_WIDTH) if wide else number) + words[1]

    found = personal_data(text)

    assert [finding.kind for finding in found] == [kind], text
    assert found[0].end == len(words[0]) + len(number)
    assert digits not in found[0].hint
    assert len(found[0].hint) <= 6


@given(identities(), st.integers(1, 10))
def test_an_identity_number_with_a_wrong_check_character_is_none(number: str, by: int) -> None:
    signs = "0123456789X"
    wrong = number[:-1] + signs[(signs.index(number[-1]) + by) % 11]

    assert Personal.IDENTITY not in {finding.kind for finding in personal_data(wrong)}


@given(cards(), st.integers(1, 9))
def test_a_card_number_with_a_wrong_check_digit_is_none(number: str, by: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + by) % 10)

    assert Personal.CARD not in {finding.kind for finding in personal_data(wrong)}


@given(st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=6), st.sampled_from(["", " ", "，", "；", "\n"]))
def test_what_activities_are_told_with_never_warns(texts: list[str], sign: str) -> None:
    assert personal_data(sign.join(texts)) == []


figures = st.one_of(
    st.integers(0, 99_999).map(str),
    st.integers(0, 10**9).map(lambda value: f"{value:,}元"),
    st.dates(date.fromisoformat("1990-01-01"), date.fromisoformat("2030-12-31")).map(str),
    st.dates(date.fromisoformat("1990-01-01"), date.fromisoformat("2030-12-31")).map(lambda day: f"{day:%Y年%m月%d日}"),
    st.sampled_from(
        ["95588", "95566", "12345", "12378", "96110", "12363", "400-820-9999", "4008209999", "0411-82810000"]
    ),
    st.sampled_from(["210283001002", "110101001001", "632221100000", "341522"]),
    st.sampled_from(["https://bank.example/13812345678?card=6222021234567890128", "www.bank.example/a-13812345678"]),
)


@given(st.lists(figures, min_size=1, max_size=8), st.sampled_from(["，", "、", "；", "人次，", " 至 ", "\n", "；共 "]))
def test_figures_dates_codes_and_service_numbers_never_warn(parts: list[str], sign: str) -> None:
    assert personal_data(sign.join(parts)) == []


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-15 2024-09-21",
        "20240915-20240921",
        "0411-82810000 转 8001",
        "150 200 180 90",
        "60 50 40 80 30 20 10",
        "4000 5000 6000 7000 8000 9000",
        "a1b13812345678c",
        "批次号 20240904000000000001",
        "第 210283001002 号网格 35 人",
        "10086 与 10010",
        "发放 1,380,013,800,000 份",
    ],
)
def test_lists_of_figures_and_serial_numbers_do_not_warn(text: str) -> None:
    assert personal_data(text) == []


def test_each_number_of_a_text_is_told_once_and_in_order() -> None:
    text = "王某 13812345678，身份证11010119900307221X? 卡 6222 0212 3456 7890 128；李某１３９－１２３４－５６７８"
    number = "11010119900307" + "221"
    text = text.replace("11010119900307221X", number + ric.calc_check_digit(number + "0"))
    card = "622202123456789012"
    text = text.replace("6222 0212 3456 7890 128", grouped(card + luhn.calc_check_digit(card), (4, 4, 4, 4), " "))

    kinds = [finding.kind for finding in personal_data(text)]

    assert kinds == [Personal.MOBILE, Personal.IDENTITY, Personal.CARD, Personal.MOBILE]


NUMBER = "13812345678"
DRAFTS = {
    "title": EventDraft(title=f"讲座 {NUMBER}"),
    "organisation": EventDraft(organisation=f"支行 {NUMBER}"),
    "co_organisers": EventDraft(co_organisers=(3, f"支行 {NUMBER}")),
    "partners": EventDraft(partners=(f"居委会 {NUMBER}",)),
    "places": EventDraft(places=(PlaceDraft(name=f"社区 {NUMBER}"),)),
    "campaigns": EventDraft(campaigns=(1, f"月 {NUMBER}")),
    "materials": EventDraft(materials=(MaterialDraft(material="other", name=NUMBER),)),
    "readings": EventDraft(readings=(ReadingDraft(channel=NUMBER),)),
    "links": EventDraft(links=(LinkDraft(url="https://bank.example", title=NUMBER),)),
    "note": EventDraft(note=f"联系人\n{NUMBER}"),
    "reference": EventDraft(reference=NUMBER),
}


@pytest.mark.parametrize("field", DRAFTS)
def test_a_warning_names_the_field_and_never_the_number(field: str) -> None:
    (warning,) = privacy_warnings(DRAFTS[field])

    assert warning.field == field
    assert warning.code == "personal_mobile"
    assert NUMBER not in str(warning)
    assert "138…78" in str(warning)


def test_a_form_and_a_mapping_are_read_like_a_draft() -> None:
    entry = Entry(when_text=NUMBER, materials=[MaterialEntry(name=NUMBER)], link_titles={"https://a.example": NUMBER})

    assert {problem.field for problem in privacy_warnings(entry)} == {"when", "links", "materials"}
    assert [problem.field for problem in privacy_warnings({"note": NUMBER, "title": "讲座 60余人"})] == ["note"]


def test_the_same_number_twice_in_a_field_is_one_warning() -> None:
    assert len(privacy_warnings({"note": f"{NUMBER}；{NUMBER}"})) == 1


# Read to its end from each of its letters, the last but one alone would take an hour.
@pytest.mark.parametrize("text", ["1 " * 20_000, "3-" * 20_000, "12 1 " * 10_000, "x1" * 300_000, "1" * 100_000])
def test_a_long_text_of_figures_is_read_once_and_a_number_behind_it_is_found(text: str) -> None:
    assert [finding.kind for finding in personal_data(f"{text}\n13812345678")] == [Personal.MOBILE]
