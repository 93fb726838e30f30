"""Options that do not apply to a symbology, symbol or image format.

An option without effect is an error, so that no request is silently misunderstood.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter

from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import CanvasError, OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.picture_options import PictureOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render.image_format import Drawing, ImageFormat

# Options that only some symbologies have; each lists its own in its declaration.
SYMBOLOGY_OPTIONS = tuple(
    name for name in DrawOptions.__struct_fields__ if name not in PictureOptions.__struct_fields__
)
# Options without effect if no text is printed.
_TEXT_OPTIONS = (
    "text_content",
    "text_position",
    "wrap_text",
    "center_text",
    "font_size",
    "text_distance",
)
# Values that request nothing, in addition to false and 0.
_NEUTRAL = {"text_position": "below", "bearer_bars": "none"}


def check_names(options: DrawOptions, symbology: Symbology, image: ImageFormat) -> None:
    """Check that *symbology* and *image* have the given options.

    Raises:
        OptionError: with one problem for each option that does not apply.
    """
    problems = [
        _not_applicable(name, f"{symbology.title} has no {name}.")
        for name in _given(options, SYMBOLOGY_OPTIONS)
        if name not in symbology.options
    ]
    problems += [
        _not_applicable(name, f"{name} has no effect on {image.id}.")
        for name in _given(options, image.unsupported)
    ]
    # Without text its size and place mean nothing.
    if not options.show_text:
        problems += [
            _not_applicable(name, f"{name} has no effect if show_text is false.")
            for name in _given(options, _TEXT_OPTIONS)
        ]
    if problems:
        raise OptionError(*problems)


def check_shape(options: DrawOptions, symbol: Symbol) -> None:
    """Check that the given options apply to the shape and text of *symbol*.

    Raises:
        OptionError: with one problem for each option that does not apply.
    """
    problems = []
    # The height follows from the modules of matrix symbols.
    if options.module_height is not None and not has_free_height(symbol):
        problems.append(
            _not_applicable("module_height", "The module width sets the height of this symbol.")
        )
    if not symbol.text and options.text_content is None:
        problems += [
            Problem(
                name,
                "option.not_applicable",
                f"This symbology prints no text, so {name} has no effect.",
                f"Give text_content too, or leave {name} out.",
            )
            for name in _given(options, _TEXT_OPTIONS)
        ]
    if options.light_margin_mark and not prints_digits(options):
        problems.append(
            _not_applicable(
                "light_margin_mark", "The marks are printed next to the digits below the bars only."
            )
        )
    if problems:
        raise OptionError(*problems)


def prints_digits(options: DrawOptions) -> bool:
    """Return True if the digits of EAN and UPC are printed at their places below the bars."""
    is_elsewhere = options.text_position == "above" or options.center_text is False
    return options.show_text and options.text_content is None and not is_elsewhere


def _given(options: DrawOptions, names: tuple[str, ...]) -> list[str]:
    # False and 0 request nothing that a symbol without the option lacks: a Code 128 has no guard
    # bars. Many models that call the MCP tools give every option.
    if not names or not any(_getter(names)(options)):
        return []
    return [
        name for name in names if (value := getattr(options, name)) and _NEUTRAL.get(name) != value
    ]


@cache
def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """Return a function that returns the values of several attributes, and a value at the end."""
    return attrgetter(*names, names[0])


def has_free_height(symbol: Symbol) -> bool:
    """Return True if the bars of *symbol* may have any height."""
    if symbol.shape == "linear":
        return True
    return symbol.shape in ("stacked", "postal") and any(not row.height for row in symbol.rows)


def check_drawing(drawing: Drawing, image: ImageFormat) -> None:
    """Check that *image* can show the colours and size of *drawing*.

    Raises:
        OptionError: the background is transparent and the format has no transparency.
        CanvasError: rendering so many dots in this format costs too much time and memory.
    """
    _check_alpha(drawing, image)
    width, height = drawing.size
    if image.max_dots and width * height > image.max_dots:
        widest = image.max_dots // max(drawing.layout.height, 1)
        raise CanvasError.of(
            "width",
            "canvas.too_large",
            f"{width:,} × {height:,} px are more than {image.id} may have, {image.max_dots:,}.",
            f"Set width to at most {widest}, lower height, or use PNG or SVG.",
            str(widest),
        )


def _check_alpha(drawing: Drawing, image: ImageFormat) -> None:
    alphas = (drawing.colours.background[3], drawing.colours.foreground[3])
    opaque = alphas == (255, 255)
    if opaque or image.alpha == "full" or (image.alpha == "binary" and alphas == (0, 255)):
        return
    kind = "transparency" if image.alpha == "none" else "partial transparency"
    raise OptionError.of(
        "background",
        "option.not_applicable",
        f"{image.id} has no {kind}.",
        "Give an opaque colour, or use PNG, WEBP, TIFF, SVG or PDF.",
    )


def _not_applicable(name: str, message: str) -> Problem:
    return Problem(name, "option.not_applicable", message, "Leave it out.")
