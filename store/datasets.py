"""Trial data as a whole: what is loaded, and taking it out again."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlmodel import col
from sqlmodel import select as sqlmodel_select

from models.account import Account, AccountRole
from models.base import Base, table_of
from models.campaign import CampaignDocument, CampaignTheme
from models.dataset import Dataset
from models.event import PARTS, Event, EventAttachment
from models.organisation import Organisation
from models.permission import Action
from models.place import Campaign, Partner, Place
from models.target import Target
from models.viewer import Viewer
from store.account_rows import note_account, state_of_account
from store.assessment import forget_closed
from store.database import Database, Writing
from store.outcome import require
from store.search import said_by, unindex_events

EVENT = table_of(Event)
UNIT = table_of(Organisation)
CAMPAIGN = table_of(Campaign)
# Records of one dataset only ever refer to the same dataset or to the bank's own, so these can go in this order.
OWNERS: Final[tuple[type[Base], ...]] = (Event, Place, Partner, Campaign, Organisation)


def first_shown(held: Collection[Dataset]) -> Dataset:
    """Which dataset to show where nobody chose: the bank's own as soon as it has any, else the trial data there is."""
    return next((kind for kind in Dataset if kind in held), Dataset.RECORDED)


def remove_dataset(database: Database, viewer: Viewer, dataset: Dataset) -> int:
    """Take out all records of trial data in one transaction; returns the number of events removed.

    Raises ValueError for the bank's own records, which are never removed as a whole, and NotAllowedError where the
    viewer does not arrange the whole bank.
    """
    require(viewer, Action.MANAGE)
    if dataset is Dataset.RECORDED:
        raise ValueError("the bank's own records are not trial data")
    with database.writing(viewer, "remove trial data") as writing:
        connection = writing.session.connection()
        removed = connection.scalar(select(func.count()).select_from(EVENT).where(EVENT.c.dataset == dataset.value))
        writing.draw_change()  # nothing keeps the number here, yet whoever follows the sequence must notice
        doomed = select(EVENT.c.id).where(EVENT.c.dataset == dataset.value)
        parts: tuple[type[Base], ...] = (*PARTS, EventAttachment)
        unindex_events(connection, said_by(connection, dataset))
        for part in parts:
            table = table_of(part)
            connection.execute(delete(table).where(table.c.event_id.in_(doomed)))
        _take_campaigns_apart(writing, dataset)
        forget_closed(writing, dataset)
        _take_roles_away(writing, dataset)
        # Units refer to one another; without their parents they can go in any order.
        connection.execute(update(UNIT).where(UNIT.c.dataset == dataset.value).values(parent_id=None))
        for owner in OWNERS:
            table = table_of(owner)
            connection.execute(delete(table).where(table.c.dataset == dataset.value))
        return removed or 0


def _take_campaigns_apart(writing: Writing, dataset: Dataset) -> None:
    """Take out what hangs on the campaigns that are about to go, and what the units that go were to reach in others."""
    connection = writing.session.connection()
    theirs = select(CAMPAIGN.c.id).where(CAMPAIGN.c.dataset == dataset.value)
    units = select(UNIT.c.id).where(UNIT.c.dataset == dataset.value)
    for belonging in (CampaignTheme, CampaignDocument, Target):
        table = table_of(belonging)
        connection.execute(delete(table).where(table.c.campaign_id.in_(theirs)))
    target = table_of(Target)
    connection.execute(delete(target).where(target.c.organisation_id.in_(units)))
    connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.dataset == dataset.value).values(merged_into=None))


def _take_roles_away(writing: Writing, dataset: Dataset) -> None:
    """Take from people the roles they hold at units that are about to go."""
    theirs = select(UNIT.c.id).where(UNIT.c.dataset == dataset.value)
    session = writing.session
    roles = session.exec(sqlmodel_select(AccountRole).where(col(AccountRole.organisation_id).in_(theirs))).all()
    people = {role.account_id: session.get_one(Account, role.account_id) for role in roles}
    before = {id_: state_of_account(session, person) for id_, person in people.items()}
    for role in roles:
        session.delete(role)
    session.flush()
    for id_, person in people.items():
        person.change = writing.change
        session.add(person)
        note_account(writing, person, "revoke", before[id_])
    session.flush()
