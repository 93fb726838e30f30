"""Conversion of images to grayscale, which decoders read."""

from PIL import Image


def flatten(image: Image.Image) -> Image.Image:
    """Return *image* in grayscale, with transparent pixels on white."""
    if not image.has_transparency_data:
        return image.convert("L")
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
