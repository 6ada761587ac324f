"""The sheets of an uploaded workbook, which may be anything at all."""

from collections.abc import Generator
from typing import Final

from exchange.apart import read_apart
from exchange.lines import Sheet
from exchange.packed import check_parts
from locales import mark
from models.problem import InvalidError

_ZIP: Final = b"PK\x03\x04"
_OLD_CONTAINER: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and what a password turns an .xlsx into
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Whether the bytes look like a workbook of any kind, by their beginning and not by the file's name."""
    return content.startswith((_ZIP, _OLD_CONTAINER))


def sheets(content: bytes) -> Generator[Sheet, None, None]:
    """The sheets of an .xlsx, .xls or .ods workbook, one after the other.

    Raises InvalidError with a sentence for the person where it is no workbook that can be read.
    """
    if content.startswith(_OLD_CONTAINER):
        if _ENCRYPTED in content:
            raise InvalidError(mark("the file is protected by a password. Save it without one."))
        yield from _old(content)
        return
    parts = check_parts(content)
    if "xl/workbook.bin" not in parts and not ("content.xml" in parts or any(p.startswith("xl/") for p in parts)):
        raise InvalidError(mark("this is no Excel workbook. Save the list as .xlsx or as CSV."))
    yield from read_apart(content)


def _old(content: bytes) -> Generator[Sheet, None, None]:
    try:
        yield from read_apart(content)
    except InvalidError as error:
        raise InvalidError(
            mark("this file in the old .xls format cannot be read. Open it and save it as .xlsx or as CSV.")
        ) from error
