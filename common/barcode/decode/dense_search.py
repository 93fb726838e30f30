"""Reads the dense areas of a picture, which may be stacked or matrix symbols.

Each is visited once: the readers look at a view of it one after the other, and only if none finds
anything, a second view is made, which takes 100 ms (:mod:`common.barcode.decode.picture_regions`).
"""

from collections.abc import Collection
from math import sqrt

from msgspec import Struct, structs
from PIL import Image, ImageOps

from common.barcode.decode import (
    grayscale,
    matrix_search,
    picture_regions,
    region_search,
    soft_search,
    stacked_search,
)
from common.barcode.decode.decoder import Located
from common.barcode.decode.detection import Detection
from common.barcode.decode.picture_regions import Upright

# Searches of the project take about a second for so many pixels; photographs, which have more, are
# smooth.
MAX_PIXELS = 2_000_000


class Dense(Struct, frozen=True):
    """What dense areas say.

    Attributes:
        detections: symbols that zxing-cpp read.
        located: symbols that decoders of the project read.
    """

    detections: tuple[Detection, ...] = ()
    located: tuple[Located, ...] = ()


class Reduced:
    """A picture, made smaller if searches of the project would take long, and its regions.

    Attributes:
        view: the picture.
        scale: how many px of the original one of it is.
        regions: its dense areas.
    """

    def __init__(self, image: Image.Image) -> None:
        self.view, self.scale = reduced(image)
        self.regions = picture_regions.Regions(self.view)


def find(picture: Reduced, names: Collection[str] | None, *, with_own: bool) -> Dense:
    """Return the symbols in dense areas of *picture*, at their places in the original.

    Args:
        picture: the picture.
        names: zxing-cpp's, of the formats that it looks for; empty looks for all, and None leaves
            it out.
        with_own: whether decoders of the project look for all that they know, too.
    """

    def read(region: Upright) -> tuple[Detection | Located, ...]:
        seen: tuple[Detection, ...] = ()
        if names is not None:
            seen = region_search.read(region, names) or soft_search.read(region, names)
        return seen or (_read_by_own(picture.view, region) if with_own else ())

    found = picture.regions.read(read, only_likely=True)
    return Dense(
        tuple(one.enlarged(picture.scale) for one in found if isinstance(one, Detection)),
        tuple(enlarged(one, picture.scale) for one in found if isinstance(one, Located)),
    )


def find_light(image: Image.Image, formats: Collection[str] | None) -> tuple[Located, ...]:
    """Return the matrix symbols of light modules on dark that decoders of the project know.

    Args:
        image: a picture in which nothing was found; it is searched if it is dark all around.
        formats: ids of symbologies to look for; None looks for all.
    """
    limit = sum(grayscale.extrema(image)) / 2
    width, height = image.size
    sides = (
        (0, 0, width, 1), (0, height - 1, width, height),
        (0, 0, 1, height), (width - 1, 0, width, height),
    )  # fmt: skip
    if any(grayscale.extrema(image.crop(side))[1] >= limit for side in sides):
        return ()
    negative, scale = reduced(ImageOps.invert(image))
    found = picture_regions.Regions(negative).read(
        lambda region: matrix_search.read(negative, region, formats), only_likely=True
    )
    return tuple(enlarged(one, scale) for one in found)


def _read_by_own(image: Image.Image, region: Upright) -> tuple[Located, ...]:
    # Dots are tried last: the diagonals of a symbol are looked at, too.
    return (
        matrix_search.read_modules(region, None)
        or stacked_search.read(region, None)
        or matrix_search.read_dots(image, region, None)
    )


def reduced(image: Image.Image) -> tuple[Image.Image, float]:
    """Return *image* with at most `MAX_PIXELS`, and how many px of *image* one of it is."""
    scale = max(1.0, sqrt(image.width * image.height / MAX_PIXELS))
    if scale == 1:
        return image, scale
    size = max(1, round(image.width / scale)), max(1, round(image.height / scale))
    return image.resize(size, Image.Resampling.BOX), scale


def enlarged(located: Located, scale: float) -> Located:
    """Return *located*, found in a picture that is *scale* times smaller, at its place."""
    corners = tuple((x * scale, y * scale) for x, y in located.corners)
    return structs.replace(located, corners=corners)
