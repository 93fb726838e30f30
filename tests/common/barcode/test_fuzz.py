"""Random requests: an error with a field, or a barcode that reads back."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import catalogue, verification
from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions, parse, schema
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.model.symbol import Symbol
from common.barcode.render import image_format
from tests.common.barcode import picture_reader
from tests.common.barcode.test_readability import READ_BARE_AND_UPRIGHT, VISIBLE

NAMES = list(schema()["properties"])
COLOURS = st.sampled_from(["black", "navy", "#333", "#ffffff", "white", "transparent", "#0008"])
DATA = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    st.text(string.digits, min_size=1, max_size=20),
    st.text(string.ascii_uppercase + string.digits + "-. $/+%()", min_size=1, max_size=20),
)
VALUES: dict[str, st.SearchStrategy[object]] = {
    "width": st.integers(1, 1200),
    "height": st.integers(1, 600),
    "show_text": st.booleans(),
    "text_content": st.one_of(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
        st.text("Wj \n", min_size=1, max_size=30),
    ),
    "center_text": st.booleans(),
    "font_size": st.floats(1, 40),
    "text_distance": st.floats(0, 5),
    "module_width": st.floats(0.01, 1.5),
    "module_height": st.floats(0.1, 50),
    "quiet_zone": st.floats(0, 20),
    "scale": st.integers(1, 8),
    "foreground": COLOURS,
    "background": COLOURS,
    "light_on_dark": st.booleans(),
    "dpi": st.sampled_from([72, 203, 300, 600]),
    "rotate": st.sampled_from([0, 90, 180, 270]),
    "guardbar": st.booleans(),
    "addon": st.sampled_from(["12", "52495", "1"]),
    "ecc": st.sampled_from(["L", "H", "1", "x"]),
    "text_position": st.sampled_from(["above", "below"]),
    "wrap_text": st.booleans(),
    "light_margin_mark": st.booleans(),
    "bearer_bars": st.sampled_from(["none", "horizontal", "frame"]),
    "bar_width_reduction": st.floats(0, 0.3),
    "wide_to_narrow_ratio": st.floats(2, 3),
    "swiss_cross": st.booleans(),
    "structured_append_index": st.integers(1, 20),
    "structured_append_count": st.integers(2, 20),
    "composite_version": st.sampled_from(["CC-A", "cc-b", "CC-C"]),
    "symbol_rows": st.integers(2, 50),
}


@settings(max_examples=100)
@given(
    data=DATA,
    format=st.sampled_from(list(symbology.catalogue())),
    image=st.sampled_from(VISIBLE),
    names=st.dictionaries(st.sampled_from(list(VALUES)), st.none(), max_size=4),
    draw=st.data(),
)
def test_random_barcodes_read_back_or_are_errors(
    data: str, format: str, image: str, names: dict[str, None], draw: st.DataObject
) -> None:
    """Decoded from the finished picture by zxing-cpp."""
    values = {name: draw.draw(VALUES[name], label=name) for name in names}
    options = parse(
        {"data": data, "format": format, "image_format": image, **values}, strings=False
    )
    try:
        picture = pipeline.draw(options)
    except BarcodeError as error:
        fields = {problem.field for problem in error.problems}
    else:
        fields = set()
        if picture.verified == "true" and format not in READ_BARE_AND_UPRIGHT:
            symbol = symbology.find(format).make(data, options)
            assert _reads_back(symbol, picture)
    assert fields <= set(NAMES)


def _reads_back(symbol: Symbol, picture: RenderedImage) -> bool:
    """Read the picture with zxing-cpp, or the modules with the decoders that zxing-cpp lacks."""
    if symbol.reading is None:
        readings = catalogue.decode_symbol(symbol, (symbol.symbology,))
        return any(reading.text == symbol.data for reading in readings)
    found = picture_reader.read(picture, symbol.reading)
    return any(verification.matches(symbol.reading, one) for one in found)


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(NAMES), st.text(max_size=12)),
        st.one_of(st.text(max_size=30), st.lists(st.text(max_size=5))),
    )
)
def test_random_queries_are_options_or_errors(query: dict[str, object]) -> None:
    """`parse` raises no other error."""
    try:
        options = parse(query, strings=True)
    except BarcodeError as error:
        read = bool(error.problems)
    else:
        read = isinstance(options, DrawOptions)
    assert read


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(NAMES), JSON), st.sampled_from(list(image_format.catalogue()))
)
def test_random_json_is_drawn_or_an_error(body: dict[str, object], image: str) -> None:
    """`parse` and `draw` raise no other error."""
    try:
        options = parse({"data": "1", "format": "qr", **body}, strings=False)
        picture = pipeline.draw(structs.replace(options, image_format=image))
    except BarcodeError as error:
        fields = {problem.field for problem in error.problems}
    else:
        fields = set()
        assert picture.body
    assert fields <= set(NAMES)
