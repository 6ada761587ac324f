"""Write a small ledger of the version now in the tree as a packed SQLite file (see README.md)."""

import gzip
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from sqlalchemy import insert

from geo.pack import read_communities, read_divisions
from models.base import table_of
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.division import Division
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.permission import COORDINATOR
from models.viewer import local_administrator
from models.when import When
from store.accounts import add_account
from store.baseline import begin_history
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, save_event
from store.migrate import migrate

DIVISIONS = ("120000", "120114", "120114001", "120114001001", "120114001002")
EVENTS = (
    (
        Dataset.RECORDED,
        EventDraft(
            title="防范非法集资宣传",
            when=When.between(date(2024, 9, 4), date(2024, 9, 6)),
            organisation="武清支行",
            partners=("居委会",),
            places=(PlaceDraft(name="文化广场", division_id="120114001", lat=39.4, lng=117.05),),
            venue_type="community",
            formats=("booth",),
            topics=("illegal_fundraising", "telecom_fraud"),
            campaigns=("自办活动",),
            sessions=2,
            attendance=Count(60, Qualifier.OVER, "head_count"),
            key_groups=(KeyGroupDraft(key_group="older_people", count=Count(60, Qualifier.OVER)),),
            materials=(MaterialDraft(material="leaflet", name="折页", copies=Count(150, Qualifier.AT_LEAST)),),
            readings=(ReadingDraft(channel="公众号", read_on=date(2024, 9, 8), views=Count(10_000_000_000)),),
            links=(LinkDraft(url="https://example.org/a", title="报道"),),
            note="一\n二",
            reference="R-1",
        ),
    ),
    (Dataset.SAMPLE, EventDraft(title="日期不详的活动", when=When.unknown("春节期间"), organisation="样本支行")),
    (Dataset.RECORDED, EventDraft(title="删掉的活动", when=When.in_year(2023), organisation="武清支行")),
)


def dump(target: Path) -> None:
    """Make the ledger in a temporary folder and write its file, packed, to `target`."""
    viewer = local_administrator()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(make_engine(sqlite_url(Path(folder) / FILE)), Path(folder))
        migrate(database.engine)
        rows = [row._asdict() for row in (*read_divisions({"12"}), *read_communities({"12"})) if row.id in DIVISIONS]
        with database.engine.begin() as connection:
            connection.execute(insert(table_of(Division)), rows)
        with database.writing(viewer, "begin history") as writing:
            begin_history(writing)
        ids = [save_event(database, viewer, draft, dataset=dataset, submit=True).id for dataset, draft in EVENTS]
        delete_event(database, viewer, ids[-1] or 0)
        add_account(database, viewer, name="li.na", role=COORDINATOR, unit="武清支行")
        database.close()
        # The file itself: as SQL, a search index that holds no copy of its text cannot be written.
        packed = Path(folder) / "packed.db"
        with sqlite3.connect(Path(folder) / FILE) as source:
            source.execute("VACUUM INTO ?", (str(packed),))
        source.close()
        # No moment in the header: the same file gives the same bytes.
        target.write_bytes(gzip.compress(packed.read_bytes(), mtime=0))


if __name__ == "__main__":
    dump(Path(sys.argv[1]))
