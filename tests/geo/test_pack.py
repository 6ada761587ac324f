from collections import Counter

import pytest

from geo.pack import DivisionRow, read_codes, read_communities, read_divisions
from models.division import CITY, COMMUNITY, COUNTY, PROVINCE, TOWNSHIP

Country = dict[str, DivisionRow]


def test_the_pack_has_as_many_divisions_of_each_level_as_its_readme_says(country: Country) -> None:
    counts = Counter(row.level for row in country.values())
    assert counts == {PROVINCE: 34, CITY: 333, COUNTY: 3_016, TOWNSHIP: 42_371, COMMUNITY: 620_573}


def test_no_id_occurs_twice() -> None:
    rows = read_divisions()
    assert len({row.id for row in rows}) == len(rows)


def test_every_division_but_a_province_hangs_under_one_of_a_higher_level(country: Country) -> None:
    orphans = [
        row.id
        for row in country.values()
        if (row.parent_id is None) != (row.level == PROVINCE)
        or (row.parent_id is not None and country[row.parent_id].level >= row.level)
    ]
    assert orphans == []


def test_every_township_hangs_under_a_county_and_every_community_under_a_township(country: Country) -> None:
    steps = {(country[row.parent_id].level, row.level) for row in country.values() if row.parent_id}
    assert steps == {
        (PROVINCE, CITY),
        (PROVINCE, COUNTY),
        (CITY, COUNTY),
        (COUNTY, TOWNSHIP),
        (TOWNSHIP, COMMUNITY),
    }


def test_a_path_is_the_parents_path_and_the_own_id(country: Country) -> None:
    wrong = [
        row.id
        for row in country.values()
        if row.path != f"{country[row.parent_id].path if row.parent_id else ''}{row.id}/"
    ]
    assert wrong == []


def test_parents_come_before_their_children() -> None:
    seen: set[str | None] = {None}
    for row in read_divisions():
        assert row.parent_id in seen
        seen.add(row.id)


def test_no_two_communities_of_a_township_have_the_same_name(country: Country) -> None:
    names = Counter((row.parent_id, row.name) for row in country.values() if row.level == COMMUNITY)
    assert [key for key, times in names.items() if times > 1] == []


def test_names_and_paths_fit_their_columns(country: Country) -> None:
    assert max(len(row.name) for row in country.values()) <= 80
    assert max(len(row.path) for row in country.values()) <= 96


def test_points_lie_in_china_and_have_a_source(country: Country) -> None:
    for row in country.values():
        assert (row.lat is None) == (row.lng is None) == (row.point_source == "")
        if row.lat is not None and row.lng is not None:
            assert 3 < row.lat < 54
            assert 73 < row.lng < 136


def test_codes_belong_to_divisions_and_occur_once(country: Country) -> None:
    codes = read_codes()
    assert len(codes) == 38_736
    assert {code.division_id for code in codes} <= set(country)
    assert len({code[:3] for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("identity", "path", "name"),
    [
        ("120114", "120000/120114/", "武清区"),
        ("120114001", "120000/120114/120114001/", "杨村街道"),
        ("210214001001", "210000/210200/210214/210214001/210214001001/", "孛兰社区"),
        ("630222200", "630000/630200/630222/630222200/", "马场垣乡"),
        ("441900003", "440000/441900/C441900/441900003/", "东城街道"),
        ("620201001", "620000/620200/C620200/620201001/", "雄关街道"),
        ("500105006", "500000/500157/500105006/", "观音桥街道"),
        ("232761002", "230000/232700/232761/232761002/", "卫东街道"),
        ("M110108023", "110000/110108/M110108023/", "海淀镇"),
    ],
)
def test_a_division_is_where_it_belongs(country: Country, identity: str, path: str, name: str) -> None:
    assert (country[identity].path, country[identity].name) == (path, name)


def test_part_of_the_country_can_be_read() -> None:
    rows = read_divisions({"12", "46"})
    assert {row.path[:6] for row in rows} == {"120000", "460000"}
    assert "C460400" in {row.id for row in rows}
    assert {row.path[:6] for row in read_communities({"12"})} == {"120000"}
    assert {code.division_id.lstrip("M")[:2] for code in read_codes({"12"})} == {"12"}


def test_the_kind_of_a_community_is_told_by_its_code(country: Country) -> None:
    assert country["210214001001"].kind == "residents"
    kinds = Counter(row.kind for row in country.values() if row.level == COMMUNITY)
    assert kinds == {"village": 487_144, "residents": 124_650, "unconfirmed": 8_779}
