"""Pictures as a reader of barcodes wants them: shades of grey."""

from PIL import Image


def flatten(image: Image.Image) -> Image.Image:
    """Return *image* in shades of grey, on white where it is transparent."""
    if not image.has_transparency_data:
        return image.convert("L")
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
