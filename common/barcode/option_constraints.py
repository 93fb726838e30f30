"""Which option applies where: what can't be seen in a picture is refused by name, never ignored."""

from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import CanvasError, OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render.image_format import Drawing, ImageFormat

# Options that only some symbologies take, each naming them in its declaration.
OWN = ("add_checksum", "no_checksum", "guardbar", "ecc", "charset", "addon")
# Options of the text, which nobody sees where none is printed.
_OF_TEXT = ("text_content", "center_text", "font_size", "text_distance")


def check_names(options: DrawOptions, symbology: Symbology, image: ImageFormat) -> None:
    """Refuse options that *symbology* or *image* does not take.

    Raises:
        OptionError: with a problem for each.
    """
    problems = [
        _refuse(name, f"{symbology.title} has no {name}.")
        for name in _given(options, OWN)
        if name not in symbology.options
    ]
    problems += [
        _refuse(name, f"{image.id} can't show {name}.") for name in _given(options, image.refuses)
    ]
    if not options.show_text:
        problems += [
            _refuse(name, f"{name} can't be seen while show_text is false.")
            for name in _given(options, _OF_TEXT)
        ]
    if problems:
        raise OptionError(*problems)


def check_shape(options: DrawOptions, symbol: Symbol) -> None:
    """Refuse options that a symbol of this shape does not take.

    Raises:
        OptionError: with a problem for each.
    """
    problems = []
    if options.module_height is not None and not has_free_height(symbol):
        problems.append(
            _refuse("module_height", "The height of this symbol follows from its modules' width.")
        )
    if not symbol.text and options.text_content is None:
        problems += [
            Problem(
                name,
                "option.not_applicable",
                f"This symbology prints no text, so that {name} can't be seen.",
                "Give text_content too, or leave it out.",
            )
            for name in _given(options, _OF_TEXT)
        ]
    if problems:
        raise OptionError(*problems)


def _given(options: DrawOptions, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(options, name) is not None]


def has_free_height(symbol: Symbol) -> bool:
    """Tell whether the bars of *symbol* may be of any height."""
    if symbol.shape == "linear":
        return True
    return symbol.shape in ("stacked", "postal") and any(not row.height for row in symbol.rows)


def check_drawing(drawing: Drawing, image: ImageFormat) -> None:
    """Refuse colours and sizes that *image* can't hold.

    Raises:
        OptionError: the background is transparent and can't be.
        CanvasError: the picture has more dots than this format draws in little time and memory.
    """
    _check_alpha(drawing, image)
    width, height = drawing.size
    if image.most_dots and width * height > image.most_dots:
        most = image.most_dots // max(drawing.layout.height, 1)
        raise CanvasError.of(
            "width",
            "canvas.too_large",
            f"{width:,} × {height:,} px are more than the {image.most_dots:,} of a {image.id}.",
            f"Set width to at most {most}, lower height, or take PNG or SVG.",
            str(most),
        )


def _check_alpha(drawing: Drawing, image: ImageFormat) -> None:
    alphas = (drawing.ink.background[3], drawing.ink.foreground[3])
    solid = alphas == (255, 255)
    if solid or image.alpha == "full" or (image.alpha == "binary" and alphas == (0, 255)):
        return
    how = "transparent" if image.alpha == "none" else "transparent by degrees"
    raise OptionError.of(
        "background",
        "option.not_applicable",
        f"{image.id} can't be {how}.",
        "Give a solid colour, or take PNG, WEBP, TIFF, SVG or PDF.",
    )


def _refuse(name: str, message: str) -> Problem:
    return Problem(name, "option.not_applicable", message, "Leave it out.")
