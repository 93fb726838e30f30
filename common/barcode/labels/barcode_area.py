"""A barcode in an area of a label: as large as the area and its standard allow."""

import io
from typing import Literal

from msgspec import structs
from PIL import ImageOps

from common.barcode import option_constraints, styling
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.labels.label import MM_PER_INCH, Align, Barcode
from common.barcode.layout import bar_width, fit, human_readable_text, placement, print_size
from common.barcode.model import sizes
from common.barcode.model.errors import BarcodeError, CanvasError
from common.barcode.model.options import DrawOptions
from common.barcode.model.sizes import Sizes
from common.barcode.model.style import Style
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours, image_format, raster, styled
from common.barcode.render.image_format import Drawing

Valign = Literal["top", "middle", "bottom"]
# Left, top, width and height in mm.
Area = tuple[float, float, float, float]

SHARES = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
# Widest module, if the options give none, and narrowest module, in mm. GS1 General Specifications,
# 5.12.3: EAN and UPC 0.264 to 0.660, GS1-128 and ITF-14 up to 1.016.
_WIDEST = {"retail": 0.66, "gs1": 1.016, "linear": 0.508, "other": 1.5}
_NARROWEST = {"retail": 0.249, "other": 0.15}


def place(
    options: DrawOptions, area: Area, dpi: int, align: Align = "center", valign: Valign = "middle"
) -> Barcode:
    """Return the largest sensible barcode for *area*, after its symbol was read back.

    Args:
        options: options of the barcode; sizes in px (width, height, scale) have no effect.
        area: where it is placed.
        dpi: resolution of the printer in dots per inch; bars are whole dots wide.
        align: place of the barcode in a wider area.
        valign: place of the barcode in a higher area.

    Raises:
        BarcodeError: the barcode can't be drawn, or does not fit.
    """
    left, top, width, height = area
    style = _style(options)
    symbol, drawing = _draw(options, style, width, height, dpi)
    size = drawing.size
    if style is not None:

        def survives(changed: DrawOptions) -> bool:
            look = _style(changed) or Style()
            try:
                other = _draw(changed, look, width, height, dpi)
            except BarcodeError:  # such as more error correction, which does not fit
                return False
            return styling.survives(styling.measure(*other, look))

        margin = styling.measure(symbol, drawing, style)
        if not styling.survives(margin):
            raise styling.unscannable(options, margin, survives)
        _require_scan_in_black(symbol, drawing, style)
        size = styled.framed(drawing, style).size
    # Modules are whole dots of the printer, so that the barcode rarely fills its area.
    wide, high = (dots * MM_PER_INCH / drawing.dpi for dots in size)
    return Barcode(
        symbol,
        drawing,
        left + (width - wide) * SHARES[align],
        top + (height - high) * SHARES[valign],
        style,
    )


def _style(options: DrawOptions) -> Style | None:
    """Return the look that *options* give, or None.

    Raises:
        OptionError: an option of the look does not apply.
    """
    looks = styling.given(options)
    if not looks:
        return None
    styling.require_no_logo(options)
    image = image_format.find("PNG")
    # Other options without effect, such as sizes in px, are those of the row's picture.
    alone = structs.replace(DrawOptions(data=options.data, format=options.format), **looks)
    option_constraints.check_names(alone, symbology.find(options.format), image)
    return styling.choose(options, image)


def _require_scan_in_black(symbol: Symbol, drawing: Drawing, style: Style) -> None:
    """Check that a decoder reads the barcode as printers of one colour print it, dot by dot."""
    printed = io.BytesIO()
    dark = styled.black_and_white(drawing, style).convert("L")
    ImageOps.invert(dark).save(printed, "PNG")
    verification.check_image(symbol, printed.getvalue(), "module_style")


def _draw(
    options: DrawOptions, style: Style | None, width: float, height: float, dpi: int
) -> tuple[Symbol, Drawing]:
    kind = symbology.find(options.format)
    symbol = kind.make(options.data, options)
    option_constraints.check_shape(options, symbol)
    verification.check(symbol)
    # A barcode that is rotated by a quarter is as wide as its area is high.
    sideways = bool((options.rotate or 0) % 180)
    across, down = (height, width) if sideways else (width, height)
    area = _dots(across, dpi), _dots(down, dpi)  # before the rotation of the barcode
    if min(area) < 1:
        raise _too_small("height", "The texts leave no room for the barcode.")
    # Sizes in px are those of pictures: on a label, the area decides.
    requested = structs.replace(
        sizes.from_options(structs.replace(options, dpi=dpi, width=None, height=None, scale=None)),
        width=area[0],
        height=area[1],
    )
    if style is not None and style.frame:
        requested = _inside_frame(symbol, requested)
    text = human_readable_text.choose(symbol, options)
    guarded = options.guardbar
    try:
        canvas = fit.fit(symbol, text, requested, guarded=guarded)
    except CanvasError as error:
        raise _too_small("data", f"It does not fit into {width:.1f} × {height:.1f} mm.") from error
    rule = symbol.print_rule
    widest = max(1, _dots(_WIDEST[_class(kind, symbol)], dpi))
    # The standard sets the width of the whole symbol, and with it that of a module.
    if rule.width_mm:
        widest = print_size.preferred_module(rule, requested)
    # A short barcode does not grow to the width of the label: scanners need X in its range.
    if canvas.module > widest and requested.module is None:
        capped = structs.replace(requested, module=widest, module_by="module_width")
        canvas = fit.fit(symbol, text, capped, guarded=guarded)
    narrowest = _NARROWEST.get(_class(kind, symbol), _NARROWEST["other"])
    # Rounding a module to whole dots may make it up to half a dot narrower than the bound.
    if canvas.module * MM_PER_INCH / dpi < narrowest - 0.5 * MM_PER_INCH / dpi:
        raise _too_small("data", f"Its modules would be narrower than {narrowest:g} mm.")
    drawing = Drawing(
        layout=placement.place(
            symbol,
            canvas,
            text,
            bar_width.reduction(options, symbol, canvas.module, dpi, in_dots=True),
        ),
        colours=colours.choose(options),
        dpi=dpi,
        rotation=options.rotate or 0,
        in_mm=True,
    )
    # These change the bars after the modules were read back: the picture is read as well.
    if symbol.has_swiss_cross or symbol.wide_ratio or drawing.layout.reduction:
        verification.check_image(symbol, raster.magnified(drawing, 1), "data")
    return symbol, drawing


def _inside_frame(symbol: Symbol, requested: Sizes) -> Sizes:
    """Return the sizes of a symbol whose frame is as large as *requested*.

    Raises:
        CanvasError: the area is too small for a module of a dot.
    """
    wide, high = requested.width or 0, requested.height or 0
    module = requested.module or wide // symbol.width
    while module:
        band, label = styled.frame(module)
        zone = max(symbol.quiet_zone.left * module, requested.quiet_zone or 0)
        side = symbol.width * module + 2 * zone
        if side + 2 * band <= wide and side + band + label <= high:
            # As small as its modules: the frame is close to the quiet zone.
            return structs.replace(
                requested, width=side, height=side, module=module, module_by="module_width"
            )
        module = 0 if requested.module else module - 1
    raise _too_small("data", "It does not fit into its frame.")


def _class(kind: Symbology, symbol: Symbol) -> str:
    if symbol.shape != "linear":
        return "other"
    return kind.family if kind.family in _WIDEST else "linear"


def _too_small(field: str, message: str) -> CanvasError:
    return CanvasError.of(
        field,
        "labels.too_small",
        message,
        "Use larger labels, fewer texts, or smaller sizes in mm.",
    )


def _dots(length: float, dpi: int) -> int:
    # Rounded down, so that nothing reaches beyond the area.
    return int(length * dpi / MM_PER_INCH)
