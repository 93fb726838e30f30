"""The steps from options to an image: check, encode, lay out, read back, render."""

import textwrap
from collections.abc import Callable, Hashable
from functools import lru_cache
from importlib import metadata
from typing import TypeVar

from msgspec import Struct, structs

from common import __version__
from common.barcode import option_constraints, styling
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.layout import bar_width, fit, human_readable_text, placement, print_size
from common.barcode.layout.fit import Canvas
from common.barcode.layout.human_readable_text import HumanReadableText, TextLine
from common.barcode.model import sizes
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage, Verified
from common.barcode.model.sizes import Sizes
from common.barcode.model.style import Style
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours, image_format, raster, styled
from common.barcode.render.colours import Colours
from common.barcode.render.image_format import Drawing, ImageFormat

# Raise it if the same options give other bytes within a version of the product.
RENDERER_VERSION = "3"
# Everything but the options that the bytes of an image depend on: part of every ETag. Another
# version of an encoder, renderer or decoder may give other bytes.
RENDERER_VERSIONS = (
    RENDERER_VERSION,
    __version__,
    *map(metadata.version, ("pillow", "python-barcode", "resvg-py", "zint-bindings", "zxing-cpp")),
)

_LOW = 0.95  # of the height of the standard: whole dots make a module up to 5 % wider
_ROUNDING_MM = 0.05  # of the width of a symbol
# Dots for one dot of a drawing whose outlines end between dots, and the widest such picture.
_FINE, _FINE_PX = 4, 4_000
_MAX_KEPT, _MAX_KEPT_TEXT = 512, 100  # options of earlier requests, and characters in them
_MAX_FRAMES = 1_024
_CELL_PX = 4  # pixels of half a character cell, to decode a picture of characters


# A drawing of more pixels takes tens of milliseconds, most of them in native code that releases the
# interpreter lock.
LARGE_PIXELS = 1_000_000

Result = TypeVar("Result")
Draw = Callable[["Plan"], RenderedImage]
Offload = Callable[[Draw], Draw]


def in_place(work: Draw) -> Draw:
    """Return *work* unchanged: the caller's thread serves nothing else."""
    return work


def draw(options: DrawOptions, offload: Offload = in_place) -> RenderedImage:
    """Return the image of a barcode.

    The modules are always decoded. The finished image is decoded if ``verify`` is set, if its text
    is close to a small symbol that zxing-cpp reads, or if it covers modules.

    Args:
        options: the data, the symbology and how to draw it.
        offload: wraps the drawing of a large image, for a caller whose thread must not be blocked
            for long.

    Raises:
        UnknownSymbology, UnknownFormat: a name is unknown.
        OptionError: an option does not apply.
        DataError: the symbology can't carry the data.
        CanvasError: the requested picture can't hold the symbol.
        ReadBackError: a decoder did not return the encoded data.
    """
    planned = plan(options)
    # Small pictures take less time than the hand-over to another thread.
    is_slow = planned.pixels > LARGE_PIXELS or planned.style is not None or planned.is_searched
    return (offload(finish) if is_slow else finish)(planned)


def finish(planned: "Plan") -> RenderedImage:
    """Return the image of *planned*, after decoding its modules.

    Raises:
        ReadBackError: a decoder did not return the encoded data.
    """
    symbol, drawing = planned.symbol, planned.drawing
    # Modules are checked before rendering: a wrong symbol costs no picture.
    checked = verification.check(symbol)
    if planned.style is not None:
        return _finish_styled(planned, planned.style)
    verified = checked if planned.is_read_back else "unsupported"
    image = _render(planned, verified)
    field = _in_doubt(planned)
    if verified == "true" and field:
        appearance = verification.Appearance(
            drawing.rotation, is_light_on_dark=drawing.colours.inverted
        )
        pixels = _pixels(image, drawing, planned.image)
        verification.check_image(symbol, pixels, field, appearance)
    return image


def _finish_styled(planned: "Plan", style: Style) -> RenderedImage:
    symbol, drawing = planned.symbol, planned.drawing
    margin = styling.measure(symbol, drawing, style)
    if not styling.survives(margin):

        def survives(options: DrawOptions) -> bool:
            other = plan(options)
            looks = other.style or Style()
            return styling.survives(styling.measure(other.symbol, other.drawing, looks))

        raise styling.unscannable(planned.options, margin, survives)
    rendered = styled.render(drawing, style, planned.image)
    size = rendered.width, rendered.height
    return _rendered(planned, rendered.body, size, "true", scan_margin=margin)


class Plan(Struct, frozen=True):
    """A barcode before rendering.

    Attributes:
        symbol: the modules.
        drawing: the positions of modules and text.
        image: the image format.
        text: the text below the bars.
        frame: what follows from the options and the outline of the symbol.
        verify: True to decode the finished image too.
        options: the options of the request.
        style: the look of a styled symbol; None for plain modules.
    """

    symbol: Symbol
    drawing: Drawing
    image: ImageFormat
    text: str
    frame: "Frame"
    verify: bool
    options: DrawOptions
    style: Style | None = None

    @property
    def pixels(self) -> int:
        """The size of the picture in pixels."""
        width, height = self.frame.size
        return width * height

    @property
    def is_searched(self) -> bool:
        """True if the project's decoders search the finished picture, however small it is."""
        return self.symbol.reading is None and self.is_read_back and bool(_in_doubt(self))

    @property
    def is_read_back(self) -> bool:
        """True if a decoder supports the symbol with these colours, rotation and text."""
        reading, drawing = self.symbol.reading, self.drawing
        if reading is None:
            return verification.is_readable(self.symbol)
        # zxing-cpp inverts matrix symbols only.
        if drawing.colours.inverted and self.symbol.shape != "matrix":
            return False
        return not (reading.bare and (drawing.rotation or drawing.layout.lines))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Remarks for the caller, one sentence each."""
        return (
            *[notice.text for notice in self.symbol.notices],
            *self.symbol.warnings,
            *self.frame.warnings,
        )


class Frame(Struct, frozen=True):
    """What follows from options and the outline of a symbol, whatever its modules are.

    Attributes:
        canvas: the places in the picture, with the text only if its lines are broken to fit.
        size: width and height of the picture, after the rotation.
        dpi: resolution in dots per inch.
        in_mm: True if a file that supports both is sized in mm, not in px.
        reduction: dots by which every bar is narrower than its modules.
        module_mm: printed width of a module.
        warnings: remarks for the caller on sizes and colours, one sentence each.
    """

    canvas: Canvas
    size: tuple[int, int]
    dpi: float
    in_mm: bool
    reduction: float
    module_mm: float
    warnings: tuple[str, ...]


# Most barcodes of a caller have the same options, and differ in their modules and text.
_frames: dict[tuple[object, ...], Frame] = {}
# Options without their data, with the shape of a symbol and True if it has text, that agree.
_applying: set[tuple[DrawOptions, str, bool]] = set()


def plan(options: DrawOptions) -> Plan:
    """Return the barcode of *options* without decoding and rendering it.

    Raises:
        BarcodeError: as `draw` does, except ReadBackError.
    """
    # Before encoding, which may take long: options that don't apply need no symbol.
    # Most requests differ in their data alone.
    others = structs.replace(options, data="")
    kind, image, style = _declarations(others)
    if style is not None:
        options = styling.completed(options)
    symbol = kind.make(options.data, options)
    _check_shape(others, symbol)
    requested, chosen = _sizes_and_colours(others, image.kind == "text", image.printer_dpi)
    # The text may come from the symbol: with check digits, and in groups.
    text = human_readable_text.choose(symbol, options)
    # A format of characters prints the text as a caption, not as part of the layout.
    placed = HumanReadableText() if image.kind == "text" else text
    outline = fit.outline(symbol, placed)
    key = None if outline is None or _is_long(options) else (others, outline)
    frame = _frames.get(key) if key else None
    if frame is None:
        frame = _frame(symbol, placed, requested, chosen, options, image)
        drawing = _drawing(symbol, text, placed, frame, chosen, options, image)
        # Only now the size in dots is known.
        option_constraints.check_drawing(drawing, image)
        if key:
            if len(_frames) >= _MAX_FRAMES:
                _frames.clear()
            _frames[key] = frame
    else:
        drawing = _drawing(symbol, text, placed, frame, chosen, options, image)
    printed = _printed(symbol, text)
    return Plan(symbol, drawing, image, printed, frame, bool(options.verify), options, style)


def _kept(function: Callable[..., Result]) -> Callable[..., Result]:
    """Keep what *function* returns for the latest options, its first argument."""
    keeping = lru_cache(maxsize=_MAX_KEPT)(function)

    def call(options: DrawOptions, *others: Hashable) -> Result:
        return (function if _is_long(options) else keeping)(options, *others)

    return call


def _is_long(options: DrawOptions) -> bool:
    """Return True if *options* would take too much memory to be kept."""
    return options.logo is not None or len(options.text_content or "") > _MAX_KEPT_TEXT


@_kept
def _declarations(options: DrawOptions) -> tuple[Symbology, ImageFormat, Style | None]:
    """Return what *options*, without their data, name, after a check that it has the options."""
    kind = symbology.find(options.format)
    image = image_format.find(options.image_format)
    option_constraints.check_names(options, kind, image)
    return kind, image, styling.choose(options, image)


@_kept
def _sizes_and_colours(
    options: DrawOptions, cells: bool, printer_dpi: int
) -> tuple[Sizes, Colours]:
    """Return the sizes and colours of *options*, without their data."""
    requested = sizes.from_options(options, cells=cells, printer_dpi=printer_dpi)
    return requested, colours.choose(options)


def _check_shape(options: DrawOptions, symbol: Symbol) -> None:
    """Check that *options*, without their data, apply to the shape of *symbol*."""
    key = (options, symbol.shape, bool(symbol.text))
    if key in _applying:
        return
    option_constraints.check_shape(options, symbol)
    # Rows of other shapes may have different heights.
    if symbol.shape in ("linear", "matrix") and not _is_long(options):
        if len(_applying) >= _MAX_KEPT:
            _applying.clear()
        _applying.add(key)


def _in_doubt(planned: Plan) -> str:
    """Return the option for which the finished image must be decoded; empty if for none."""
    if planned.verify:
        return "verify"
    # The cross covers modules that error correction has to restore.
    if planned.symbol.has_swiss_cross:
        return "swiss_cross"
    # The modules that were decoded have other widths.
    if planned.drawing.layout.reduction:
        return "bar_width_reduction"
    if planned.symbol.wide_ratio:
        return "wide_to_narrow_ratio"
    return "show_text" if _is_crowded(planned.symbol, planned.drawing) else ""


def _is_crowded(symbol: Symbol, drawing: Drawing) -> bool:
    """Return True if printed text may disturb zxing-cpp, as it does near small symbols.

    A search by the project's decoders takes up to a second for a stacked or matrix symbol, as long
    as a hundred drawings: it runs only if ``verify`` is set.
    """
    is_read_by_zxing = symbol.reading is not None
    return is_read_by_zxing and symbol.shape != "linear" and bool(drawing.layout.lines)


def _pixels(rendered: RenderedImage, drawing: Drawing, image: ImageFormat) -> bytes:
    """Return the image itself, or the same drawing as a PNG if the format has no pixels."""
    if image.kind == "raster" and image.media_type.startswith("image/"):
        return rendered.body
    layout = drawing.layout
    if image.kind == "vector" and layout.reduction:
        # Outlines end between dots, too: several dots show where.
        times = max(1, min(_FINE, _FINE_PX // layout.width))
        drawing = structs.replace(drawing, layout=placement.magnified(layout, times))
    return raster.magnified(drawing, _CELL_PX if image.kind == "text" else 1)


def _frame(
    symbol: Symbol,
    text: HumanReadableText,
    requested: Sizes,
    chosen: Colours,
    options: DrawOptions,
    image: ImageFormat,
) -> Frame:
    canvas = fit.fit(symbol, text, requested, guarded=options.guardbar)
    dpi, in_mm = _resolution(symbol, canvas.module, requested, options, image)
    reduction: float = 0
    notes: list[str] = []
    if options.bar_width_reduction or symbol.wide_ratio:
        in_dots = image.kind != "vector"
        reduction = bar_width.reduction(options, symbol, canvas.module, dpi, in_dots=in_dots)
        notes = bar_width.notes(options, symbol, canvas.module, dpi, reduction)
    module_mm = sizes.millimetres(canvas.module, dpi)
    warnings = [*requested.notes, *notes]
    # In a terminal, the printed size is unknown.
    if image.kind != "text":
        warnings += _size_warnings(symbol, module_mm)
        warnings += _height_warnings(symbol, canvas, dpi)
    warnings += chosen.warnings
    if image.kind != "text":
        warnings += _thin_module_warnings(symbol, canvas)
    size = canvas.width, canvas.height
    if (options.rotate or 0) % 180:
        size = canvas.height, canvas.width
    return Frame(canvas, size, dpi, in_mm, reduction, module_mm, tuple(warnings))


def _drawing(
    symbol: Symbol,
    text: HumanReadableText,
    placed: HumanReadableText,
    frame: Frame,
    chosen: Colours,
    options: DrawOptions,
    image: ImageFormat,
) -> Drawing:
    """Return the layout of *symbol* and of *placed*, the part of its text that is laid out."""
    canvas = frame.canvas
    heading: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    if image.kind == "text":
        heading, caption = (
            _in_cells(lines, canvas.width, wraps=text.wraps)
            for lines in (_lines(text.above), _lines(text.below) or _digits(symbol, text))
        )
    return Drawing(
        layout=placement.place(symbol, canvas, placed, frame.reduction),
        colours=chosen,
        dpi=frame.dpi,
        rotation=options.rotate or 0,
        in_mm=frame.in_mm,
        heading=heading,
        caption=caption,
        centred=text.centred,
    )


def _printed(symbol: Symbol, text: HumanReadableText) -> str:
    """Return all printed text, a line each."""
    return "\n".join((*_lines(text.above), *_lines(text.below), *_digits(symbol, text)))


def _lines(block: tuple[TextLine, ...]) -> tuple[str, ...]:
    return tuple([line.text for line in block])


def _in_cells(lines: tuple[str, ...], width: int, *, wraps: bool) -> tuple[str, ...]:
    """Return *lines* of characters, broken at spaces to fit *width* columns if they are to be."""
    if not wraps:
        return lines
    return tuple(part for line in lines for part in textwrap.wrap(line, width) or [""])


def _digits(symbol: Symbol, text: HumanReadableText) -> tuple[str, ...]:
    return (symbol.text,) if text.spans else ()


def _resolution(
    symbol: Symbol, module: int, requested: Sizes, options: DrawOptions, image: ImageFormat
) -> tuple[float, bool]:
    """Return the dots per inch, and True if a file that supports both is sized in mm, not in px.

    Without dpi and lengths in mm or pt, the resolution follows from the pixels: the barcode is
    printed as large as its standard says.
    """
    if requested.is_print or image.kind == "text":
        return requested.dpi, requested.is_print
    rule = symbol.print_rule
    is_in_px = (options.width, options.height, options.scale) != (None, None, None)
    if image.px_dpi and (is_in_px or not rule.min_module_mm):
        return image.px_dpi, False
    if rule.min_module_mm:
        return print_size.nominal_dpi(rule, module, exact=image.exact_dpi), True
    return requested.dpi, False


def _render(plan: Plan, verified: Verified) -> RenderedImage:
    return _rendered(plan, plan.image.render(plan.drawing), plan.frame.size, verified)


def _rendered(
    plan: Plan,
    body: bytes,
    size: tuple[int, int],
    verified: Verified,
    *,
    scan_margin: int | None = None,
) -> RenderedImage:
    symbol, image, frame = plan.symbol, plan.image, plan.frame
    width, height = size
    return RenderedImage(
        body=body,
        media_type=image.media_type,
        image_format=image.id,
        symbology=symbol.symbology,
        data=symbol.data,
        text=plan.text,
        width_px=width,
        height_px=height,
        module_px=frame.canvas.module,
        module_mm=frame.module_mm,
        verified=verified,
        warnings=plan.warnings,
        notices=symbol.notices,
        ecc=symbol.ecc,
        scan_margin=scan_margin,
    )


def _size_warnings(symbol: Symbol, module: float) -> tuple[str, ...]:
    """Return a warning if a *module* in mm is outside the standard's range."""
    rule = symbol.print_rule
    if not rule.min_module_mm:
        return ()
    if rule.width_mm:
        width = round(symbol.width * module, 2)
        if abs(width - rule.width_mm) <= _ROUNDING_MM:
            return ()
        required = f"the standard requires {rule.width_mm:g} mm"
        return (f"The symbol is {width:g} mm wide without its quiet zone; {required}.",)
    if rule.min_module_mm <= module <= (rule.max_module_mm or module):
        return ()
    allowed = f"{rule.min_module_mm:g} to {rule.max_module_mm:g}"
    return (f"A module is {module:g} mm wide; the standard requires {allowed}.",)


def _height_warnings(symbol: Symbol, canvas: Canvas, dpi: float) -> tuple[str, ...]:
    """Return a warning if the bars are lower than the standard has them at their width.

    Scanners that read in all directions need the height (GS1 General Specifications 5.2.1.4).
    """
    rule = symbol.print_rule
    if symbol.shape != "linear" or not (rule.min_module_mm and rule.height_mm):
        return ()
    bars, required = canvas.rows[0], rule.height_mm / rule.module_mm * canvas.module
    if not bars or bars >= _LOW * required:
        return ()
    mm, least = (sizes.millimetres(round(dots), dpi) for dots in (bars, required))
    return (f"The bars are {mm:.3g} mm high; the standard requires {least:.4g} at this width.",)


def _thin_module_warnings(symbol: Symbol, canvas: Canvas) -> tuple[str, ...]:
    """Return a warning if modules are so narrow that some readers miss them."""
    if canvas.module > 1:
        return ()
    zone = symbol.quiet_zone
    width = sizes.PREFERRED_MODULE * (symbol.width + zone.left + zone.right)
    return (f"A module is 1 px wide, which some readers miss; width {width} makes it 2.",)
