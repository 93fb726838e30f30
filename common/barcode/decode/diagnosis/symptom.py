"""What a cause of failure reports, and what it is given."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct
from PIL import Image

from common.barcode.decode.diagnosis.dense_areas import DenseAreas
from common.barcode.decode.diagnosis.holes import Holes
from common.barcode.decode.diagnosis.repairs import Reading, Repairs
from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Found

# How far a symptom is believed: damage that was undone, and the symbol read then, is proved.
PROVED = 0.95
LIKELY = 0.75
POSSIBLE = 0.5
FALLBACK = 0.2


class Symptom(NamedTuple):
    """One thing that is wrong with an area.

    Attributes:
        certainty: 0 to 1.
        message: what was seen.
        fix: what to change.
        barcode: what was read once it was undone, or with a wrong check digit.
    """

    certainty: float
    message: str
    fix: str
    barcode: Reading | None = None


def always() -> bool:
    """Return that there is time left."""
    return True


class PageCase(NamedTuple):
    """A page on which something is not read.

    Attributes:
        colours: the page in its own mode.
        gray: the page in shades of grey.
        jpeg_quality: with which it was saved; 100 if it was not saved as JPEG.
        formats: ids of the symbologies that were looked for; () is all.
        has_time: returns False once no other cause may be looked for.
    """

    colours: Image.Image
    gray: Image.Image
    jpeg_quality: int = 100
    formats: tuple[str, ...] = ()
    has_time: Callable[[], bool] = always


class Case:
    """An area of a page that is examined.

    Attributes:
        page: the page.
        view: the area.
        found: what was read in it, if anything was.
        is_grainy: True if it looks like a barcode only once it is smoothed.
        dense: the dense areas of the page, if they are of interest.
    """

    dense: DenseAreas | None = None

    def __init__(
        self, page: PageCase, view: View, found: Found | None = None, *, is_grainy: bool = False
    ) -> None:
        self.page = page
        self.view = view
        self.found = found
        self.is_grainy = is_grainy

    @cached_property
    def repairs(self) -> Repairs:
        """Return the attempts to read the area after a repair."""
        return Repairs(self.view)

    @cached_property
    def holes(self) -> Holes:
        """Return the holes in the area."""
        return Holes(self.view)


Find = Callable[[Case], Symptom | None]


def _nothing(_: Case) -> None:
    """Return that nothing was found."""


class Cause(Struct, frozen=True):
    """A cause of failure.

    Attributes:
        code: its stable name.
        find: returns the symptom of an area that is not read, or None.
        warn: returns the symptom of one that is read here, and may not be elsewhere, or None.
        is_late: True if it is looked for only if no other cause is proved.
    """

    code: str
    find: Find = _nothing
    warn: Find = _nothing
    is_late: bool = False
