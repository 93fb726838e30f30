"""Whatever is asked for: an error that names a field, or a barcode that reads back."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions, parse, schema
from common.barcode.render import image_format
from tests.common.barcode import eyes
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
    "text_content": st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
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
}


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    data=DATA,
    format=st.sampled_from(list(symbology.catalogue())),
    image=st.sampled_from(VISIBLE),
    dress=st.dictionaries(st.sampled_from(list(VALUES)), st.none(), max_size=4),
    draw=st.data(),
)
def test_what_is_drawn_reads_back(
    data: str, format: str, image: str, dress: dict[str, None], draw: st.DataObject
) -> None:
    asked = {name: draw.draw(VALUES[name], label=name) for name in dress}
    options = parse({"data": data, "format": format, "image_format": image, **asked}, strings=False)
    try:
        picture = pipeline.draw(options)
    except BarcodeError as refusal:
        told = {problem.field for problem in refusal.problems}
    else:
        told = set()
        if picture.verified == "true" and format not in READ_BARE_AND_UPRIGHT:
            reading = symbology.find(format).make(data, options).reading
            assert reading is not None
            assert any(
                verification.matches(reading, found) for found in eyes.read(picture, reading)
            )
    assert told <= set(NAMES)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(NAMES), st.text(max_size=12)),
        st.one_of(st.text(max_size=30), st.lists(st.text(max_size=5))),
    )
)
def test_any_query_is_read_or_refused_by_name(query: dict[str, object]) -> None:
    try:
        options = parse(query, strings=True)
    except BarcodeError as refusal:
        read = bool(refusal.problems)
    else:
        read = isinstance(options, DrawOptions)
    assert read


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.dictionaries(st.sampled_from(NAMES), JSON), st.sampled_from(list(image_format.catalogue()))
)
def test_any_json_is_read_or_refused_by_name(body: dict[str, object], image: str) -> None:
    try:
        options = parse({"data": "1", "format": "qr", **body}, strings=False)
        picture = pipeline.draw(structs.replace(options, image_format=image))
    except BarcodeError as refusal:
        told = {problem.field for problem in refusal.problems}
    else:
        told = set()
        assert picture.body
    assert told <= set(NAMES)
