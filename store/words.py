"""Reading the vocabularies."""

from sqlalchemy import Connection, select
from sqlmodel import col

from models.vocabulary import VOCABULARIES
from models.words import Word, Words


def load_words(connection: Connection) -> Words:
    """All vocabularies in the order people see them."""
    return Words(
        {
            name: [
                Word(code, zh, en, retired, maps_to)
                for code, zh, en, retired, maps_to in connection.execute(
                    select(
                        col(table.code),
                        col(table.label_zh),
                        col(table.label_en),
                        col(table.retired),
                        col(table.maps_to),
                    ).order_by(col(table.position), col(table.code))
                )
            ]
            for name, table in VOCABULARIES.items()
        }
    )
