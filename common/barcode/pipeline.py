"""From options to a picture: find, check, encode, read back, lay out, render."""

from collections.abc import Callable
from importlib import metadata

from msgspec import Struct

from common import __version__
from common.barcode import option_constraints
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.layout import fit, human_readable_text, placement
from common.barcode.layout.human_readable_text import HumanReadableText
from common.barcode.model import sizes
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage, Verified
from common.barcode.model.sizes import Sizes
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours, image_format, raster
from common.barcode.render.colours import Ink
from common.barcode.render.image_format import Drawing, ImageFormat

# Raise it when the same options draw other bytes, within a version of the product.
RENDERER_VERSION = "1"
# All that a picture's bytes depend on beside the options: part of every ETag and of a kept
# picture's key. Another version of what encodes, draws or reads back may do it differently.
RENDERER_VERSIONS = (
    RENDERER_VERSION,
    __version__,
    *map(metadata.version, ("pillow", "python-barcode", "zint-bindings", "zxing-cpp")),
)

_CELL = 4  # pixels that stand for half a character's cell where text is read as a picture


# A drawing of more pixels takes tens of milliseconds, most of them in native code that releases the
# interpreter lock.
LARGE_PIXELS = 1_000_000

Draw = Callable[["Plan"], RenderedImage]
Offload = Callable[[Draw], Draw]


def _in_place(work: Draw) -> Draw:
    return work


def draw(options: DrawOptions, offload: Offload = _in_place) -> RenderedImage:
    """Draw a barcode.

    Args:
        options: the data, the symbology and how to draw it.
        offload: wraps the drawing of a large image, for a caller whose thread must not be blocked
            for long.

    Raises:
        UnknownSymbology, UnknownFormat: a name is unknown.
        OptionError: an option is malformed or does not apply.
        DataError: the symbology can't carry the data.
        CanvasError: the picture asked for can't hold the symbol.
        ReadBackError: the symbol does not read back.
    """
    plan = check(options)
    width, height = plan.drawing.size
    return (offload(finish) if width * height > LARGE_PIXELS else finish)(plan)


def finish(plan: "Plan") -> RenderedImage:
    """Read back and render what *plan* describes.

    Raises:
        ReadBackError: the symbol does not read back.
    """
    symbol, drawing = plan.symbol, plan.drawing
    checked = verification.check(symbol)
    verified = checked if plan.is_read_back else "unsupported"
    picture = _picture(plan, verified)
    if verified == "true" and (plan.verify or _is_crowded(symbol, drawing)):
        field = "verify" if plan.verify else "show_text"
        dress = verification.Dress(drawing.turn, is_light_on_dark=drawing.colours.inverted)
        verification.check_image(symbol, _pixels(picture, drawing, plan.image), field, dress)
    return picture


class Plan(Struct, frozen=True):
    """A barcode as far as it is known before it is drawn.

    Attributes:
        symbol: its modules.
        drawing: where they and the text go.
        image: the format of the picture.
        printed: the text below the bars.
        measures: its sizes.
        verify: the finished image is read back as well.
    """

    symbol: Symbol
    drawing: Drawing
    image: ImageFormat
    printed: str
    measures: Sizes
    verify: bool

    @property
    def is_read_back(self) -> bool:
        """Whether the independent reader takes the symbol, in this dress too."""
        reading, drawing = self.symbol.reading, self.drawing
        if reading is None:
            return verification.is_readable(self.symbol)
        # zxing-cpp takes light bars on dark for matrix symbols only.
        if drawing.colours.inverted and self.symbol.shape != "matrix":
            return False
        return not (reading.bare and (drawing.turn or drawing.layout.lines))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the caller should know of the picture, one sentence each."""
        return (
            *self.symbol.warnings,
            *self.measures.notes,
            *_outside_the_standard(self.symbol, self.drawing, self.measures),
            *self.drawing.colours.warnings,
            *_thin(self.symbol, self.drawing, self.image),
        )


def check(options: DrawOptions) -> Plan:
    """Return what `draw` would draw: all but reading it back and rendering it.

    Raises:
        BarcodeError: as `draw` does, but for ReadBackError.
    """
    kind = symbology.find(options.format)
    image = image_format.find(options.image_format)
    option_constraints.check_names(options, kind, image)
    symbol = kind.make(options.data, options)
    option_constraints.check_shape(options, symbol)
    measures = sizes.from_options(options, cells=image.kind == "text")
    ink = colours.choose(options)
    text = human_readable_text.choose(symbol, options)
    drawing = _drawing(symbol, text, measures, ink, options, image)
    option_constraints.check_drawing(drawing, image)
    verify = bool(options.verify)
    return Plan(symbol, drawing, image, _printed(symbol, text), measures, verify)


def _is_crowded(symbol: Symbol, drawing: Drawing) -> bool:
    """Tell whether text may lead zxing-cpp astray, as it does for small matrix symbols.

    Searches of our own take up to a second for a stacked or matrix symbol, as much as a hundred
    drawings: they run only if the caller wants the picture verified.
    """
    is_read_by_zxing = symbol.reading is not None
    return is_read_by_zxing and symbol.shape != "linear" and bool(drawing.layout.lines)


def _pixels(picture: RenderedImage, drawing: Drawing, image: ImageFormat) -> bytes:
    """Return the picture itself, or the same drawing as a PNG where it has no pixels."""
    if image.kind == "raster" and image.media_type.startswith("image/"):
        return picture.body
    return raster.magnified(drawing, _CELL if image.kind == "text" else 1)


def _drawing(
    symbol: Symbol,
    text: HumanReadableText,
    measures: Sizes,
    ink: Ink,
    options: DrawOptions,
    image: ImageFormat,
) -> Drawing:
    """Lay out the symbol and its text; a format of characters prints the text itself."""
    laid = HumanReadableText() if image.kind == "text" else text
    fitted = fit.fit(symbol, laid, measures, guarded=bool(options.guardbar))
    return Drawing(
        layout=placement.place(symbol, laid, fitted),
        ink=ink,
        dpi=measures.dpi,
        turn=options.rotate or 0,
        in_mm=_in_mm(options),
        caption=_printed(symbol, text) if image.kind == "text" else "",
        centred=text.centred,
    )


def _printed(symbol: Symbol, text: HumanReadableText) -> str:
    return text.line or (symbol.text if text.spans else "")


def _in_mm(options: DrawOptions) -> bool:
    return (
        options.module_width is not None
        or options.module_height is not None
        or options.quiet_zone is not None
        or options.dpi is not None
    )


def _picture(plan: Plan, verified: Verified) -> RenderedImage:
    symbol, drawing, image = plan.symbol, plan.drawing, plan.image
    width, height = drawing.size
    module = drawing.layout.module
    return RenderedImage(
        body=image.render(drawing),
        media_type=image.media_type,
        image_format=image.id,
        symbology=symbol.symbology,
        data=symbol.data,
        text=plan.printed,
        width_px=width,
        height_px=height,
        module_px=module,
        module_mm=sizes.millimetres(module, drawing.dpi),
        verified=verified,
        warnings=plan.warnings,
    )


def _outside_the_standard(symbol: Symbol, drawing: Drawing, measures: Sizes) -> tuple[str, ...]:
    """Warn of a printed size that the standard does not allow, where the caller names one."""
    rule, module = symbol.print_rule, sizes.millimetres(drawing.layout.module, drawing.dpi)
    if measures.module_by != "module_width" or not rule.min_module_mm:
        return ()
    if rule.min_module_mm <= module <= (rule.max_module_mm or module):
        return ()
    asked = f"{rule.min_module_mm:g} to {rule.max_module_mm:g}"
    return (f"A module is {module:g} mm wide; the standard asks for {asked}.",)


def _thin(symbol: Symbol, drawing: Drawing, image: ImageFormat) -> tuple[str, ...]:
    """Warn of modules that some readers miss."""
    if drawing.layout.module > 1 or image.kind == "text":
        return ()
    zone = symbol.quiet_zone
    width = sizes.PREFERRED_MODULE * (symbol.width + zone.left + zone.right)
    return (f"A module is 1 px wide, which some readers miss; width {width} makes it 2.",)
