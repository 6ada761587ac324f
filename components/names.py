"""How people are called on the pages."""

from components.ledger import ask, ledger, viewer
from metrics.people import people_names
from models.viewer import person


def named(name: str) -> str:
    """The person with this sign-in name: by their full name, else by the sign-in name itself."""
    return ask(people_names, ledger(), viewer()).get(name) or person(name)
