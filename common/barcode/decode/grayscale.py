"""Pictures as a reader of barcodes wants them: shades of grey, 8 bits each."""

from PIL import Image

_LIGHT = 200  # a picture without any darker pixel shows nothing
_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def flatten(image: Image.Image) -> Image.Image:
    """Return *image* in shades of grey, on white where it is transparent.

    What is all light on white, such as white bars on no ground, is laid on black.
    """
    if image.mode in _DEEP:
        return _stretched(image)
    if image.mode == "LAB":
        return image.getchannel("L")
    if not image.has_transparency_data:
        return image.convert("L")
    clear = image.convert("RGBA")
    laid = _laid(clear, "white")
    return laid if _darkest(laid) < _LIGHT else _laid(clear, "black")


def _stretched(image: Image.Image) -> Image.Image:
    """Return a scan of more than 8 bits: 10, 12 and 16 bits come in the same modes."""
    deep = image.convert("F")
    low, high = deep.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return Image.new("L", image.size, 255)
    scale = 255 / (high - low)
    return deep.point(lambda level: level * scale - low * scale).convert("L")


def _laid(clear: Image.Image, ground: str) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", clear.size, ground), clear).convert("L")


def _darkest(image: Image.Image) -> float:
    low = image.getextrema()[0]
    return low if isinstance(low, int | float) else 0
