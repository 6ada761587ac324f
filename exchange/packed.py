"""Looks into an uploaded package (xlsx and its like are zips of XML) before anything in it is unpacked or read."""

import io
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from locales import mark
from models.problem import InvalidError

MOST_UNPACKED: Final = 250 * 1024 * 1024  # bytes of all parts of a workbook; 50,000 full rows take about half of it
MOST_TIMES: Final = 200  # how much larger than the file; lists full of the same words come to about 30
FREE_OF_TIMES: Final = 20 * 1024 * 1024  # bytes that do no harm however small they were packed
MOST_PARTS: Final = 5_000  # a sheet or a picture is one
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ECMA-376 allows no other; some take any memory
_LONGEST_PROLOG: Final = 64 * 1024  # bytes before the first element, where Excel and WPS write one line


class _KnownError(Exception):
    """Leaves the parser as soon as it is known whether a document begins oddly."""

    def __init__(self, oddly: bool) -> None:
        self.oddly = oddly
        super().__init__(oddly)


def check_parts(content: bytes) -> set[str]:
    """The names of a package's parts, once it is sure that reading them takes no more than a list may.

    Sizes are those the package declares: nothing beyond them is ever unpacked. Raises InvalidError with a sentence
    for the person where it is damaged, unpacks to too much, or declares XML entities, which may stand for anything.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            _check_sizes(len(content), listed)
            if any(_begins_oddly(parts, part) for part in listed):
                raise InvalidError(
                    mark("the workbook holds parts that no Excel writes. Copy the list into a new file.")
                )
            return {part.filename for part in listed}
    except InvalidError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, LookupError, OSError, EOFError, RuntimeError) as error:
        raise damaged() from error


def damaged() -> InvalidError:
    """What is said of a workbook that cannot be read."""
    return InvalidError(mark("the workbook is damaged. Open it in Excel or WPS and save it again as .xlsx."))


def _check_sizes(packed: int, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.compress_type not in _METHODS for part in parts):
        raise damaged()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise InvalidError(
            mark("the workbook unpacks to {size} MB; at most {most} MB can be read. Copy the list into a new file."),
            size=unpacked >> 20,
            most=MOST_UNPACKED >> 20,
        )
    if unpacked > max(FREE_OF_TIMES, packed * MOST_TIMES):
        raise InvalidError(
            mark("the workbook unpacks to {times} times its size, as no list does. Copy the list into a new file."),
            times=unpacked // packed,
        )
    if len(parts) > MOST_PARTS:
        raise InvalidError(
            mark("the workbook consists of {count} parts; at most {most} can be read. Copy the list into a new file."),
            count=f"{len(parts):,}",
            most=f"{MOST_PARTS:,}",
        )


def _begins_oddly(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part begins with a document type declaration, which ECMA-376 (part 2) forbids: entities grow there.

    Parsed only up to the first element, in whatever encoding it is; what is no XML declares nothing. Where that
    element is far away nothing is searched for it: a comment without end is taken up again at each further piece.
    """
    parser = expat.ParserCreate()

    def declared(*_about: object) -> None:
        raise _KnownError(True)

    def begun(*_about: object) -> None:
        raise _KnownError(False)

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        with parts.open(part) as content:
            parser.Parse(content.read(_LONGEST_PROLOG), False)
    except _KnownError as known:
        return known.oddly
    except expat.ExpatError:
        return False
    return part.file_size > _LONGEST_PROLOG
