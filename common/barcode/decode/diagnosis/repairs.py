"""Undoes kinds of damage to an area, and reads it again: what helps was the cause."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from common.barcode.decode import dense_search, postal_search, searches
from common.barcode.decode.areas import Areas
from common.barcode.decode.bar_search import BarReadings
from common.barcode.decode.decoder import Decoding, WrongCheck
from common.barcode.decode.diagnosis import hull
from common.barcode.decode.diagnosis.view import View

Reading = zxingcpp.Barcode | Decoding

_QUIET = 30  # px of paper that are added around an area
_LIGHT = 255
_SHARP, _SHARP_MODULES = 2.5, 0.4  # px, and modules, over which an edge rises
_MIN_MODULE = 2.0  # px
_NEAR = 10  # modules: the widest quiet zone
_MAX_PIXELS = 1_500_000  # of an enlarged area
_SIDE, _LEAST = 480, 40  # px of a symbol that is made rectangular, and of its height and margin
# These have no check digit that every reader verifies: short ones are found in many patterns.
_UNCHECKED = ("ITF", "Codabar", "Code39", "Code39Std", "EAN2", "EAN5", "DXFilmEdge", "Telepen")
_MIN_UNCHECKED = 5
_BARS = (*_UNCHECKED, "EAN", "UPC", "Code128", "Code93", "DataBar")
# Not looked for: they fit almost any pattern.
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat[name]
        for name in (
            *("AllRetail", "Code128", "Code39", "Code93", "ITF", "Codabar", "DataBar"),
            *("QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec", "MaxiCode"),
            *("PDF417", "CompactPDF417", "MicroPDF417"),
        )
    ]
)


class Repairs:
    """The attempts to read one area; each is made when it is first needed, and once."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def unchanged(self) -> zxingcpp.Barcode | None:
        """Return what is read in the area alone."""
        return read(self._view.image)

    @cached_property
    def with_margin(self) -> Reading | None:
        """Return what is read with a quiet zone around the view, if the page ends near it."""
        view = self._view
        left, top, right, bottom = view.tight
        width, height = view.page.size
        # There is paper on all sides, so that a margin would change nothing.
        if min(left, top, width - right, height - bottom) > _NEAR * max(1.0, view.module_px):
            return None
        image = framed(self._view.image)
        return read(image) or self.by_own(image)

    @cached_property
    def stretched(self) -> zxingcpp.Barcode | None:
        """Return what is read with full contrast."""
        return read(self._view.stretched)

    @property
    def is_simple(self) -> bool:
        """Return True if the area is read alone, with a margin or with full contrast.

        What else helps is then no cause.
        """
        return bool(self.unchanged or self.with_margin or self.stretched)

    @cached_property
    def upright(self) -> zxingcpp.Barcode | None:
        """Return what is read if the area is turned upright."""
        return read(framed(self._view.upright))

    @cached_property
    def inverted(self) -> Reading | None:
        """Return what is read with light and dark exchanged."""
        image = framed(ImageOps.invert(self._view.image))
        return read(image) or self.by_own(image)

    @cached_property
    def mirrored(self) -> Reading | None:
        """Return what is read in a mirror."""
        image = ImageOps.mirror(self._view.image)
        return first((image, framed(_doubled(image)))) or self.by_own(framed(image))

    def by_own(self, image: Image.Image) -> Decoding | None:
        """Return what decoders of the project read in *image*, if its modules are sharp."""
        view = self._view
        most = max(_SHARP, _SHARP_MODULES * view.module_px * view.scale)
        is_sharp = min(view.edge_width) < most and view.module_px >= _MIN_MODULE
        return read_by_own(image) if is_sharp else None

    @cached_property
    def enlarged(self) -> tuple[int, zxingcpp.Barcode] | None:
        """Return by which factor the area must be enlarged, and what is read then."""
        for factor in (2, 3, 4):
            size = self._view.stretched.width * factor, self._view.stretched.height * factor
            if size[0] * size[1] > _MAX_PIXELS:
                break
            # The first keeps edges steep and rings beside them, which the second does not.
            for method in (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR):
                found = read(framed(self._view.stretched.resize(size, method)))
                if found:
                    return factor, found
        return None

    @cached_property
    def sharpened(self) -> zxingcpp.Barcode | None:
        """Return what is read once edges are made steeper."""
        width = max(1.0, min(self._view.edge_width))
        # Around the width of the edges, which is that of the blur.
        for radius in (width / 3, width / 2, width):
            for percent in (200, 500, 1000):
                mask = ImageFilter.UnsharpMask(radius=radius, percent=percent, threshold=0)
                if found := read(framed(self._view.stretched.filter(mask))):
                    return found
        return None

    @cached_property
    def smoothed(self) -> zxingcpp.Barcode | None:
        """Return what is read without single pixels that differ, as those of noise do."""
        image = self._view.stretched
        for repaired in (
            # Single specks, then grain, then a screen of dots.
            image.filter(ImageFilter.MedianFilter(3)),
            image.filter(ImageFilter.GaussianBlur(1)),
            image.filter(ImageFilter.GaussianBlur(2)),
            image.reduce(2),
            image.reduce(3),
        ):
            if found := read(framed(repaired)):
                return found
        return None

    @cached_property
    def faulty(self) -> list[zxingcpp.Barcode]:
        """Return what is read with a wrong check digit."""
        # Rows that cross a turned symbol only in part read other digits: the upright view is first.
        image = framed(self._view.image)
        upright = framed(self._view.upright)
        return [
            one
            for tried in (upright, _doubled(upright), image, _doubled(image))
            for one in zxingcpp.read_barcodes(
                tried,
                formats=_FORMATS,
                text_mode=zxingcpp.TextMode.Plain,
                return_errors=True,
            )
            if one.error is not None
        ]

    @cached_property
    def wrong_postal_check(self) -> WrongCheck | None:
        """Return the postal symbol in the area whose check character contradicts its data."""
        return postal_search.find_wrong_check(self._view.image)


def _doubled(image: Image.Image) -> Image.Image:
    """Return *image* at twice its size, if it is small."""
    if 4 * image.width * image.height > _MAX_PIXELS:
        return image
    return image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC)


def read(image: Image.Image) -> zxingcpp.Barcode | None:
    """Return the barcode in *image* if it is more than a chance pattern."""
    found = zxingcpp.read_barcodes(
        image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain, try_invert=False
    )
    return next((one for one in found if not _is_chance(one)), None)


def is_bars(found: Reading) -> bool:
    """Return True if *found* is a row of bars and was read by zxing-cpp."""
    return isinstance(found, zxingcpp.Barcode) and found.format.name.startswith(_BARS)


def read_by_own(image: Image.Image) -> Decoding | None:
    """Return the symbol that decoders of the project read in *image*, for sure."""
    areas = Areas(image)
    dense = dense_search.find(areas.dense, None, with_own=True)
    found = searches.find_any(areas, BarReadings(areas), dense.located)
    return next((one.decoding for one in found if not one.decoding.is_guess), None)


def first(images: Iterable[Image.Image]) -> zxingcpp.Barcode | None:
    """Return what is read in the first of *images* in which anything is."""
    return next((found for image in images if (found := read(image))), None)


def read_flattened(image: Image.Image, corners: Sequence[hull.Point]) -> zxingcpp.Barcode | None:
    """Return what is read in *image* between four *corners*, once it is a rectangle or a square."""
    top, right, below, left = hull.sides(corners)
    wide, high = (top + below) / 2, (left + right) / 2
    sizes = (_SIDE, max(_LEAST, round(_SIDE * high / max(1.0, wide)))), (_SIDE, _SIDE)
    return first(hull.flattened(image, corners, size, _LEAST) for size in sizes)


def _is_chance(barcode: zxingcpp.Barcode) -> bool:
    name = barcode.format.name
    if name.startswith(("UPCE", "EAN8")):  # a few bars with a check digit of one in ten
        return False
    return name.startswith(_UNCHECKED) and len(barcode.text) < _MIN_UNCHECKED


def framed(image: Image.Image) -> Image.Image:
    """Return *image* with paper around it."""
    return ImageOps.expand(image, _QUIET, _LIGHT)
