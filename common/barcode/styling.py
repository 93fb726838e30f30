"""Styled QR Codes: the check of their options, what works if one does not survive a scan."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from common.barcode.decode import scan_margin
from common.barcode.layout import font
from common.barcode.model import style_options
from common.barcode.model.errors import OptionError, Problem, ReadBackError
from common.barcode.model.options import DrawOptions
from common.barcode.model.style import Style, logo_of
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours, styled
from common.barcode.render.image_format import Drawing, ImageFormat

# The least error correction that must be left after blur and noise, in per cent. ISO/IEC
# 15415:2011, 7.8.8: an unused error correction of 25 % is grade 1, the lowest that passes.
MIN_MARGIN = 25
# Styled barcodes of a table, and of a file of labels: each takes 20 to 60 ms, a hundred times as
# long as a plain one, since it is drawn for two decoders, sharp and blurred.
MAX_STYLED = 1_000
_LOGO_OPTIONS = ("logo", "logo_size")
_LOGO_STEPS = (30, 25, 20, 15, 12, 10, 8, 5)


def choose(options: DrawOptions, image: ImageFormat) -> Style | None:
    """Return the look that *options* give; None for plain modules.

    Raises:
        OptionError: an option of the style does not apply, or can't be used.
    """
    given = _given(options)
    if not given:
        return None
    # All conflicts at once: a page marks each of its fields.
    problems = list(_conflicts(options, image, given))
    if problems:
        raise OptionError(*problems)
    return Style(
        modules=options.module_style or "square",
        finders=options.finder_style or "square",
        gradient=_gradient(options),
        direction=options.gradient_direction or "diagonal",
        logo=None if options.logo is None else logo_of(options.logo),
        logo_percent=options.logo_size or style_options.DEFAULT_LOGO_PERCENT,
        frame=options.frame_text or "",
    )


def require_no_logo(options: DrawOptions) -> None:
    """Check that *options* have no logo, for labels and tables, whose rows would each hold it.

    Raises:
        OptionError: with one problem for each option of the logo.
    """
    problems = [
        Problem(
            name,
            "style.not_in_tables",
            f"{name} is not available for labels and rows of tables.",
            "Leave it out, or draw the barcodes one by one, with generate.",
        )
        for name in _given(options)
        if name in _LOGO_OPTIONS
    ]
    if problems:
        raise OptionError(*problems)


def too_many(options: DrawOptions) -> OptionError:
    """Return the error for more than `MAX_STYLED` barcodes that look like that of *options*."""
    return OptionError.of(
        next(iter(given(options))),
        "style.too_many",
        f"A table and a file of labels have at most {MAX_STYLED:,} styled barcodes.",
        "Send the rows in several batches, or leave the style out.",
    )


def given(options: DrawOptions) -> dict[str, Any]:
    """Return the options of the style that *options* give, by their names."""
    return {name: getattr(options, name) for name in _given(options)}


def _given(options: DrawOptions) -> list[str]:
    names = style_options.STYLE_OPTIONS
    return [name for name in names if getattr(options, name) not in (None, "square")]


def _conflicts(options: DrawOptions, image: ImageFormat, given: list[str]) -> Iterator[Problem]:
    first = given[0]
    for name, needed in (("gradient_direction", "gradient"), ("logo_size", "logo")):
        if name in given and getattr(options, needed) is None:
            message = f"{name} has no effect without {needed}."
            yield Problem(name, "option.not_applicable", message, f"Give {needed} too.")
    # Formats of printers and of text have no curves and no colours.
    if image.id not in styled.FORMATS:
        *others, last = styled.FORMATS
        message = f"{image.id} has no styled barcodes."
        fix = f"Use {', '.join(others)} or {last}, or leave {first} out."
        yield Problem("image_format", "style.image_format", message, fix)
    for name in ("text_content", "swiss_cross", "bar_width_reduction"):
        if getattr(options, name):
            message = f"{first} and {name} can't be used together."
            yield Problem(name, "option.conflict", message, f"Leave {name} out.")
    if missing := font.unprintable(options.frame_text or ""):
        message = f"The font has no character {missing[:1]!r}."
        yield Problem("frame_text", "text.not_printable", message, "Use other characters.")


def _gradient(options: DrawOptions) -> tuple[int, int, int, int] | None:
    if options.gradient is None:
        return None
    # The second colour must be as dark as the first one.
    other = structs.replace(options, foreground=options.gradient)
    try:
        return colours.choose(other).foreground
    except OptionError as error:
        problems = [
            structs.replace(each, field="gradient") if each.field == "foreground" else each
            for each in error.problems
        ]
        raise OptionError(*problems) from None


def completed(options: DrawOptions) -> DrawOptions:
    """Return *options* with the most error correction below a logo, unless they give a level."""
    if options.logo is not None and options.ecc is None:
        return structs.replace(options, ecc="H")
    return options


def measure(symbol: Symbol, drawing: Drawing, style: Style) -> int | None:
    """Return what is left of error correction after blur and noise, as `scan_margin.measure`."""
    picture = styled.upright_png(drawing, style, scan_margin.MODULE_PX)
    inverted = drawing.colours.inverted
    return scan_margin.measure(symbol, picture, is_light_on_dark=inverted)


def survives(margin: int | None) -> bool:
    """Return True if a symbol with *margin* is given out."""
    return margin is not None and margin >= MIN_MARGIN


def unscannable(
    options: DrawOptions, margin: int | None, works: Callable[[DrawOptions], bool]
) -> ReadBackError:
    """Return the error for a style that does not survive, with a change that does.

    Args:
        options: the options that failed.
        margin: of the failed style; None if it was not read.
        works: returns True if a style with other options survives.
    """
    left = "it was not read" if margin is None else f"{margin} % of its error correction were left"
    message = f"With blur and noise {left}; a styled barcode needs {MIN_MARGIN} %."
    code = "style.unscannable"
    for changes in _changes(options):
        name, value = next(iter(changes.items()))
        # A change is suggested only after it was drawn and read.
        if works(structs.replace(options, **changes)):
            fix = f"Leave {name} out." if value is None else f"Use {name}={value}, which was read."
            return ReadBackError.of(name, code, message, fix, str(value or ""))
    return ReadBackError.of(
        _given(options)[0], code, message, "Use plain modules, ecc=H and a small logo."
    )


def _changes(options: DrawOptions) -> Iterator[dict[str, Any]]:
    """Yield changes of *options* to try, the smallest first; the first name is the main one."""
    # More error correction keeps the look, so that it comes first.
    if options.ecc != "H":
        yield {"ecc": "H"}
    if options.logo is not None:
        size = options.logo_size or style_options.DEFAULT_LOGO_PERCENT
        yield from ({"logo_size": step} for step in _LOGO_STEPS if step < size)
    if options.gradient is not None:
        yield {"gradient": None, "gradient_direction": None}
    for name in ("module_style", "finder_style"):
        if getattr(options, name) not in (None, "square"):
            yield {name: "square"}
