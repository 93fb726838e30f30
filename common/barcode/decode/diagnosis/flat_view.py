"""An area that the camera saw from the side, as it looks from straight above."""

from collections.abc import Sequence
from functools import cached_property

from PIL import Image
from zxingcpp import Barcode

from common.barcode.decode.diagnosis import hull, repairs
from common.barcode.decode.diagnosis.locating import Box
from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Point

_MARGIN, _MIN_MARGIN = 0.15, 8  # of the shorter side, and px
_MOST = 1500  # px of a side


class FlatView(View):
    """What a page shows between four corners, made rectangular.

    Its page is the area alone, in a margin of what is around it.

    Attributes:
        outline: the corners on the page, clockwise from the upper left, in px.
    """

    def __init__(self, page: Image.Image, outline: Sequence[hull.Point]) -> None:
        self.outline = list(outline)
        self._seen = page
        top, right, below, left = hull.sides(outline)
        # As long as the longer one of two sides: the shorter one has less detail.
        width, height = (
            min(_MOST, max(1, round(max(pair)))) for pair in ((top, below), (left, right))
        )
        margin = max(_MIN_MARGIN, round(_MARGIN * min(width, height)))
        flat = hull.flattened(page, outline, (width, height), margin)
        super().__init__(flat, (margin, margin, margin + width, margin + height))

    @property
    def ratio(self) -> float:
        """Return how many times one side is as long as the opposite one, at most."""
        return hull.ratio(self.outline)

    @cached_property
    def read(self) -> Barcode | None:
        """Return what is read once the area is rectangular."""
        return repairs.read(self.image) or repairs.read_flattened(self.seen, self.outline)

    @property
    def seen(self) -> Image.Image:
        """Return the page on which the area was found."""
        return self._seen

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Return the corners of the area, in px of that page."""
        one, two, three, four = (Point(round(x), round(y)) for x, y in self.outline)
        return one, two, three, four

    @property
    def around(self) -> Box:
        """Return the upright box around the area on that page."""
        xs, ys = zip(*self.outline, strict=True)
        return int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1
