"""Payloads in symbols: an independent reader returns what was meant."""

import io

import pytest
import segno
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.draw_options import DrawOptions
from common.content.catalogue import build, catalogue, explain, find
from common.content.content_type import Values


def _read(picture: bytes) -> zxingcpp.Barcode:
    image = Image.open(io.BytesIO(picture)).convert("L")
    [found] = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    return found


def _example(id: str) -> Values:
    first, *rest = find(id).fields
    used = [first, *(field for field in rest if field.required)]
    return {field.name: [field.example] if field.repeated else field.example for field in used}


@pytest.mark.parametrize("id", list(catalogue()))
def test_drawn_example_is_explained_as_its_fields(id: str) -> None:
    """zxing-cpp reads the symbol, and its text and bytes are explained."""
    fields = _example(id)
    payload = build(id, fields)
    options = DrawOptions(data=payload.text, format=payload.symbology, scale=4, **payload.options)
    found = _read(pipeline.draw(options).body)
    explanation = explain(found.text, found.bytes)
    assert explanation is not None
    assert (explanation.type, explanation.problems) == (id, ())
    assert fields.items() <= explanation.fields.items()


@pytest.mark.parametrize(
    ("character_set", "text"),
    [("ISO-8859-1", "Café Zürich"), ("ISO-8859-2", "Łódź"), ("ISO-8859-7", "Αθήνα")],
)
def test_bytes_of_a_sepa_code_are_read_by_its_third_line(character_set: str, text: str) -> None:
    """Such symbols have no ECI, so that readers guess; segno draws the bytes as they are."""
    fields = {**_example("epc"), "text": text, "character_set": character_set}
    payload = build("epc", fields)
    picture = io.BytesIO()
    segno.make_qr(payload.content, error="m", boost_error=False).save(picture, "png", scale=4)
    found = _read(picture.getvalue())
    explanation = explain(found.text, found.bytes)
    assert explanation is not None
    assert (explanation.fields["text"], explanation.problems) == (text, ())
