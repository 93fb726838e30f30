"""From options to a picture: find, check, encode, read back, lay out, render."""

from common.barcode import (
    applicability,
    canvas,
    colours,
    image_format,
    layout,
    lettering,
    sizes,
    symbology,
    verify,
)
from common.barcode.image_format import Drawing, ImageFormat
from common.barcode.layout import Layout
from common.barcode.options import DrawOptions
from common.barcode.picture import Picture, Verified
from common.barcode.sizes import Sizes
from common.barcode.symbol import Symbol

# Part of every ETag: raise it when the same options draw other bytes.
RENDERER_VERSION = "1"


def draw(options: DrawOptions) -> Picture:
    """Draw a barcode.

    Raises:
        UnknownSymbology, UnknownFormat: a name is unknown.
        OptionError: an option is malformed or does not apply.
        DataError: the symbology can't carry the data.
        CanvasError: the picture asked for can't hold the symbol.
        ReadBackError: the symbol does not read back.
    """
    kind = symbology.find(options.format)
    image = image_format.find(options.image_format)
    applicability.check_names(options, kind, image)
    symbol = kind.make(options.data, options)
    applicability.check_shape(options, symbol)
    verified = _verify(symbol, options)
    measures = sizes.measure(options)
    ink = colours.choose(options)
    placed, text = _lay_out(symbol, measures, options)
    drawing = Drawing(placed, ink, measures.dpi, options.rotate or 0, _in_mm(options))
    applicability.check_drawing(drawing, image)
    return _picture(symbol, drawing, image, verified, text, measures)


def _verify(symbol: Symbol, options: DrawOptions) -> Verified:
    return "skipped" if options.verify is False else verify.check(symbol)


def _lay_out(symbol: Symbol, measures: Sizes, options: DrawOptions) -> tuple[Layout, str]:
    text = lettering.choose(symbol, options)
    fitted = canvas.fit(symbol, text, measures, guarded=bool(options.guardbar))
    return layout.place(symbol, text, fitted), text.line or (symbol.text if text.spans else "")


def _in_mm(options: DrawOptions) -> bool:
    return (
        options.module_width is not None
        or options.module_height is not None
        or options.quiet_zone is not None
        or options.dpi is not None
    )


def _picture(
    symbol: Symbol,
    drawing: Drawing,
    image: ImageFormat,
    verified: Verified,
    text: str,
    measures: Sizes,
) -> Picture:
    width, height = drawing.size
    module = drawing.layout.module
    return Picture(
        body=image.render(drawing),
        media_type=image.media_type,
        image_format=image.id,
        symbology=symbol.symbology,
        data=symbol.data,
        text=text,
        width_px=width,
        height_px=height,
        module_px=module,
        module_mm=sizes.millimetres(module, drawing.dpi),
        verified=verified,
        warnings=(*measures.notes, *drawing.ink.warnings, *_thin(symbol, drawing)),
    )


def _thin(symbol: Symbol, drawing: Drawing) -> tuple[str, ...]:
    """Warn of modules that some readers miss."""
    if drawing.layout.module > 1:
        return ()
    zone = symbol.quiet_zone
    width = canvas.PREFERRED_MODULE * (symbol.width + zone.left + zone.right)
    return (f"A module is 1 px wide, which some readers miss; width {width} makes it 2.",)
