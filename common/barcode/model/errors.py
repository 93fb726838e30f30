"""Errors of reading a request, encoding its data, drawing the picture and decoding one.

    BarcodeError
    ├── UnknownSymbology   no symbology has that name
    ├── UnknownFormat      no image format has that name
    ├── OptionError        an option is unknown, malformed, or does not apply
    ├── DataError          the symbology can't carry the data
    ├── CanvasError        the requested picture can't hold the symbol
    ├── ReadBackError      an independent decoder did not return the encoded data
    └── UnreadableImage    the file to decode is no image, damaged, or too large

Every error holds one or more Problems, each with the field and the fix. This module must not know
of HTTP or JSON-RPC: each edge has one table that maps these classes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from msgspec import Struct, structs


class Problem(Struct, frozen=True, omit_defaults=True):
    """One problem of a request.

    Attributes:
        field: name of the option to change.
        code: stable identifier, such as ``code39.bad_character``.
        message: the problem, in one sentence.
        fix: the change that works, in one sentence, with the value if there is one.
        suggestion: a value for *field* that works; empty if there is none.
    """

    field: str
    code: str
    message: str
    fix: str
    suggestion: str = ""

    @property
    def text(self) -> str:
        """Return message and fix, as a remark about data that is drawn all the same."""
        return f"{self.message} {self.fix}".rstrip()

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class BarcodeError(Exception):
    """A barcode can't be drawn, or an image can't be read, as requested."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @classmethod
    def of(cls, field: str, code: str, message: str, fix: str, suggestion: str = "") -> Self:
        """Return an error with a single problem."""
        return cls(Problem(field, code, message, fix, suggestion))

    @classmethod
    def gather(cls, problems: Sequence[Problem]) -> Self:
        """Return an error of all *problems*, in their order."""
        return cls(*problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)


@contextmanager
def suggesting(*, before: str = "", after: str = "") -> Iterator[None]:
    """Extend the suggestions of DataErrors raised in the block to the whole data.

    Args:
        before: data in front of the part that the block checks.
        after: data behind it.
    """
    try:
        yield
    except DataError as error:
        # The suggestions are the whole data already.
        if not before and not after:
            raise
        problems = [
            structs.replace(one, suggestion=before + one.suggestion + after)
            if one.suggestion
            else one
            for one in error.problems
        ]
        raise DataError.gather(problems) from None


class UnknownSymbology(BarcodeError):
    """No symbology has that name."""


class UnknownFormat(BarcodeError):
    """No image format has that name."""


class OptionError(BarcodeError):
    """An option is unknown, malformed, or does not apply to this symbology or image format."""


class DataError(BarcodeError):
    """The symbology can't carry the data."""


class CanvasError(BarcodeError):
    """The requested picture can't hold the symbol."""


class ReadBackError(BarcodeError):
    """An independent decoder did not return the encoded data."""


class UnreadableImage(BarcodeError):
    """The file to decode is no image of a known format, damaged, or too large."""
