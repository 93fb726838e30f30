"""What can go wrong on the way from a request to a picture.

    BarcodeError
    ├── UnknownSymbology   no symbology has that name
    ├── UnknownFormat      no image format has that name
    ├── OptionError        an option is unknown, malformed, or does not apply here
    ├── DataError          the symbology can't carry the data
    ├── CanvasError        the picture asked for can't hold the symbol
    ├── ReadBackError      an independent reader did not read back what was asked for
    └── UnreadablePicture  what was sent to be read is no picture, broken, or too large

Every error holds one Problem or more, each naming the field and the fix. Nothing here knows of
HTTP or JSON-RPC: each edge maps these classes once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from msgspec import Struct, structs


class Problem(Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with a request.

    Attributes:
        field: the option that is wrong, by the name in which the caller may mend it.
        code: stable and dotted, such as ``code39.bad_character``.
        message: what is wrong, one sentence.
        fix: what would work, one sentence; where a value would, it is named.
        suggestion: the very value to put into *field*, where there is one.
    """

    field: str
    code: str
    message: str
    fix: str
    suggestion: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message} {self.fix}".rstrip()


class BarcodeError(Exception):
    """A barcode that can't be drawn as asked."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @classmethod
    def of(cls, field: str, code: str, message: str, fix: str, suggestion: str = "") -> Self:
        """Make an error with a single problem."""
        return cls(Problem(field, code, message, fix, suggestion))

    @classmethod
    def gather(cls, problems: Sequence[Problem]) -> Self:
        """Make an error of all *problems*, in their order."""
        return cls(*problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)


@contextmanager
def suggesting(*, before: str = "", after: str = "") -> Iterator[None]:
    """Complete what errors suggest for a part of the data by what stands about that part."""
    try:
        yield
    except DataError as refused:
        if not before and not after:
            raise
        problems = [
            structs.replace(one, suggestion=before + one.suggestion + after)
            if one.suggestion
            else one
            for one in refused.problems
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
    """The picture asked for can't hold the symbol."""


class ReadBackError(BarcodeError):
    """An independent reader did not read back what was asked for."""


class UnreadablePicture(BarcodeError):
    """What was sent to be read is no picture that can be opened here, broken, or too large."""
