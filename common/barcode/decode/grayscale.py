"""Conversion of images to grayscale of 8 bits, which decoders read."""

from functools import cache

from PIL import Image

_LIGHT = 200  # an image without a darker pixel shows no barcode
_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def flatten(image: Image.Image) -> Image.Image:
    """Return *image* in grayscale, with transparent pixels on white.

    They are on black if the image has no dark pixel on white, such as white bars without a
    background.
    """
    if image.mode in _DEEP:
        return _stretched(image)
    if image.mode == "LAB":
        return image.getchannel("L")
    if not image.has_transparency_data:
        return image if image.mode == "L" else image.convert("L")
    clear = image.convert("RGBA")
    on_white = _composed(clear, "white")
    # White bars on a clear background vanish on white.
    return on_white if _darkest(on_white) < _LIGHT else _composed(clear, "black")


def extrema(image: Image.Image) -> tuple[float, float]:
    """Return the darkest and the lightest level of *image*, shades of grey."""
    low, high = image.getextrema()
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return 0, 0
    return low, high


@cache
def darker_than(limit: float) -> list[int]:
    """Return the look-up table of `Image.point` that has 255 for levels below *limit*, else 0."""
    return [255 * (level < limit) for level in range(256)]


def _stretched(image: Image.Image) -> Image.Image:
    """Return a scan of more than 8 bits in 8: scans of 10, 12 and 16 bits have the same modes."""
    deep = image.convert("F")
    low, high = deep.getextrema()
    # Pillow returns a pair for each band of pictures with several.
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return Image.new("L", image.size, 255)
    scale = 255 / (high - low)
    return deep.point(lambda level: level * scale - low * scale).convert("L")


def _composed(clear: Image.Image, background: str) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", clear.size, background), clear).convert("L")


def _darkest(image: Image.Image) -> float:
    return extrema(image)[0]
