"""The parts of a styled picture, in dots, before the rotation."""

from collections.abc import Iterator
from math import hypot

from msgspec import Struct

from common.barcode.render.styled_shapes import Path, rounded_box


class Scene(Struct, frozen=True):
    """What is drawn, from back to front: frame, its text, modules, logo.

    Attributes:
        width: of the picture.
        height: of the picture.
        band: width of the frame; 0 without frame.
        label: height of the label below the symbol.
        symbol: left, top and side of the symbol, without quiet zone.
        modules: outlines of modules and finder patterns.
        text: outlines of the label's text.
        logo: left, top, width and height of the logo; None without logo.
    """

    width: int
    height: int
    band: int
    label: int
    symbol: tuple[int, int, int]
    modules: tuple[Path, ...]
    text: tuple[Path, ...]
    logo: tuple[float, float, float, float] | None

    def frame(self) -> Iterator[Path]:
        """Yield the outlines of the frame: a band around the symbol, and the label below it."""
        if not self.band:
            return
        radius = 2.0 * self.band
        yield rounded_box(0, 0, self.width, self.height, (radius,) * 4)
        inner = self.width - 2 * self.band
        high = self.height - self.band - self.label
        # Drawn in the other direction, so that its inside stays empty (nonzero winding rule).
        yield rounded_box(self.band, self.band, inner, high, (self.band,) * 4, hole=True)

    def gradient_line(self, direction: str) -> tuple[float, float, float, float, float]:
        """Return the start and end of the gradient, and the radius of a radial one or 0."""
        width, height = float(self.width), float(self.height)
        left, top, side = self.symbol
        if direction == "radial":
            x, y = left + side / 2, top + side / 2
            return x, y, x, y, hypot(max(x, width - x), max(y, height - y))
        if direction == "horizontal":
            return 0.0, 0.0, width, 0.0, 0.0
        if direction == "vertical":
            return 0.0, 0.0, 0.0, height, 0.0
        return 0.0, 0.0, width, height, 0.0
