"""The areas of a picture that may be symbols, which are looked for if they are needed."""

from functools import cached_property

from PIL import Image

from common.barcode.decode import bar_regions, dense_search, drawn_bars
from common.barcode.decode.bar_regions import BarRegion


class Areas:
    """The areas of a picture.

    Attributes:
        image: shades of grey, 8 bits each.
    """

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    @cached_property
    def bars(self) -> list[BarRegion]:
        """The areas of parallel edges, the largest first."""
        return bar_regions.find(self.image)

    @cached_property
    def drawing(self) -> drawn_bars.Drawing | None:
        """The bars, if the picture is a drawing of one row of linear symbols."""
        return drawn_bars.find(self.image)

    @cached_property
    def dense(self) -> dense_search.Reduced:
        """The dense areas."""
        return dense_search.Reduced(self.image)
