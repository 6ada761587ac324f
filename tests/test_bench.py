"""The measuring works on a small list: every row goes in, and the bare statements write the very same rows."""

from bench.upload import run_upload


def test_every_row_of_the_list_is_good_and_is_written_bare_as_well() -> None:
    figures = run_upload(60)
    assert figures.new == 60
    assert figures.table_rows > 60 * 3
    assert figures.ratio > 0
    assert "executemany" in figures.table()
