"""Every symbology: the report of `validate` matches the drawing."""

import pytest

from common.barcode import pipeline
from common.barcode.decode import reader
from common.barcode.decode.found import Found
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.model import options
from common.barcode.model.errors import CanvasError
from common.operations.validate import validate

SIZES: tuple[dict[str, object], ...] = (
    {},
    {"scale": 7},
    {"module_width": 0.5, "dpi": 300},
    {"quiet_zone": 6.5, "show_text": False},
)
# Any bars of even pitch fit these; DAFT is four-state bars without a meaning of their own.
ONLY_NAMED = {"daft", "flattermarken", "pharmacode2"}
EVERY = pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
NEGATIVE = {"foreground": "white", "background": "black", "light_on_dark": True}


def draw(parameters: dict[str, object], width: int) -> int:
    return pipeline.draw(options.parse({**parameters, "width": width}, strings=False)).width_px


def picture_of(format: str, data: str) -> bytes:
    parameters = {"data": data, "format": format, "scale": 4}
    return pipeline.draw(options.parse(parameters, strings=False)).body


def reading(found: Found) -> tuple[str, str, str, str]:
    return found.format, found.text, found.add_on, found.symbology_identifier


@EVERY
def test_smallest_width_works_and_no_smaller_one(kind: Symbology) -> None:
    """The report has the smallest width, and the error suggests it."""
    for sizes in SIZES:
        parameters = {"data": kind.example, "format": kind.id, **sizes}
        smallest = validate(parameters, strings=False).smallest_width
        assert draw(parameters, smallest) == smallest
        with pytest.raises(CanvasError) as raised:
            draw(parameters, smallest - 1)
        assert raised.value.problems[0].suggestion == str(smallest)


@EVERY
def test_barcode_that_was_read_can_be_drawn_and_read_again(kind: Symbology) -> None:
    """The reader names formats, data and add-ons as the API accepts them."""
    picture = picture_of(kind.id, kind.example)
    found = reader.read(picture)
    assert found or kind.id in ONLY_NAMED
    assert {one.format for one in found} <= set(symbology.catalogue())
    for one in found:
        again = picture_of(one.format, f"{one.text}+{one.add_on}" if one.add_on else one.text)
        # The same bytes read as the same.
        if again != picture:
            assert reading(one) in map(reading, reader.read(again, (one.format,)))


@EVERY
def test_data_that_can_be_drawn_is_reported_as_valid(kind: Symbology) -> None:
    """With GS1 elements if and only if the family is GS1."""
    report = validate({"data": kind.example, "format": kind.id}, strings=False)
    assert (report.valid, report.errors) == (True, ())
    assert bool(report.gs1_elements) == (kind.family == "gs1")


@EVERY
def test_verified_matches_the_drawing(kind: Symbology) -> None:
    """Light bars on dark are not read back for every symbology."""
    for appearance in ({}, NEGATIVE):
        parameters = {"data": kind.example, "format": kind.id, "scale": 4, **appearance}
        image = pipeline.draw(options.parse(parameters, strings=False))
        reported = validate(parameters, strings=False).verified
        assert reported == (image.verified == "true")
