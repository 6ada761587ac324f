from geo.build_divisions import MergedLists, OfficialRow, StatisticsOffice, differ_by_one, merge_lists, without_office

CIVIL = [
    OfficialRow(1, "210000", None, "辽宁省"),
    OfficialRow(2, "210100", "210000", "沈阳市"),
    OfficialRow(3, "210103", "210100", "沈河区"),
    OfficialRow(4, "210103017", "210103", "五里河街道"),
    OfficialRow(4, "210103018", "210103", "皇城街道"),
    OfficialRow(4, "210103100", "210103", "阎庄镇"),
    OfficialRow(4, "210103200", "210103", "新乡"),
    OfficialRow(1, "440000", None, "广东省"),
    OfficialRow(2, "441900", "440000", "东莞市"),
    OfficialRow(4, "441900003", "441900", "东城街道"),
    OfficialRow(1, "500000", None, "重庆市"),
    OfficialRow(3, "500157", "500000", "两江新区"),
    OfficialRow(4, "500157019", "500157", "观音桥街道"),
]
OFFICE = StatisticsOffice(
    counties=[
        OfficialRow(3, "210103", "210100", "沈河区"),
        OfficialRow(3, "210171", "210100", "某某开发区"),
        OfficialRow(3, "500105", "500100", "江北区"),
    ],
    townships=[
        OfficialRow(4, "210103017", "210103", "皇城街道办事处"),
        OfficialRow(4, "210103100", "210103", "闫庄镇"),
        OfficialRow(4, "210103401", "210103", "沈河产业园"),
        OfficialRow(4, "441900003", "441900", "东城街道"),
        OfficialRow(4, "500105006", "500105", "观音桥街道"),
    ],
)
STAND_INS = {"C441900": "东莞市", "C442000": "中山市", "C460400": "儋州市", "C620200": "嘉峪关市"}


def merged() -> MergedLists:
    return merge_lists(CIVIL, OFFICE, {"710000": "台湾省"}, {**STAND_INS, "810001": "中西区"})


def test_townships_are_joined_by_name_where_a_code_means_two() -> None:
    codes = {(row.id, row.code) for row in merged().codes}
    assert ("210103017", "210103018") in codes
    assert ("210103017", "210103017") not in codes


def test_a_township_whose_code_is_taken_gets_a_letter() -> None:
    by_id = merged().by_id
    assert by_id["M210103017"].name == "五里河街道"
    assert by_id["210103200"].kind == "new_after_2023"


def test_one_code_and_one_different_character_is_one_township() -> None:
    by_id = merged().by_id
    assert by_id["210103100"].name == "闫庄镇"
    assert "M210103100" not in by_id


def test_townships_of_a_city_without_counties_hang_under_its_stand_in() -> None:
    by_id = merged().by_id
    assert by_id["441900003"].parent == "C441900"
    assert by_id["C441900"].parent == "441900"


def test_a_county_that_was_merged_gives_its_townships_and_its_code_to_the_new_one() -> None:
    lists = merged()
    assert "500105" not in lists.by_id
    assert lists.by_id["500105006"].parent == "500157"
    assert ("500157", "NBS2023", "500105", "江北区") in lists.codes


def test_zones_are_marked_and_regions_outside_the_lists_are_there() -> None:
    by_id = merged().by_id
    assert [by_id[code].kind for code in ("210171", "210103401")] == ["functional_zone", "functional_zone"]
    assert by_id["810001"].parent == "810000"
    assert by_id["710000"].level == 1


def test_names_of_offices_and_variants() -> None:
    assert without_office("丰荣街道办事处") == "丰荣街道"
    assert without_office("王四营地区办事处") == "王四营地区"
    assert differ_by_one("察汗乌苏镇", "察汉乌苏镇")
    assert not differ_by_one("城东镇", "城东镇")
    assert not differ_by_one("城东镇", "城东街道")
