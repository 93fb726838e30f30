"""Every symbology: the report of `validate` matches the drawing."""

import pytest

from common.barcode import pipeline
from common.barcode.decode import reader
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
NEGATIVE = {"foreground": "white", "background": "black", "light_on_dark": True}


def draw(parameters: dict[str, object], width: int) -> int:
    return pipeline.draw(options.parse({**parameters, "width": width}, strings=False)).width_px


def reading(found: reader.Found) -> tuple[str, str, str, str]:
    return found.format, found.text, found.add_on, found.symbology_identifier


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(sizes) or "plain")
@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_smallest_width_works_and_no_smaller_one(kind: Symbology, sizes: dict[str, object]) -> None:
    """The report has the smallest width, and the error suggests it."""
    parameters = {"data": kind.example, "format": kind.id, **sizes}
    smallest = validate(parameters, strings=False).smallest_width
    assert draw(parameters, smallest) == smallest
    with pytest.raises(CanvasError) as raised:
        draw(parameters, smallest - 1)
    assert raised.value.problems[0].suggestion == str(smallest)


@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_barcode_that_was_read_can_be_drawn_and_read_again(kind: Symbology) -> None:
    """The reader names formats, data and add-ons as the API accepts them."""
    parameters = options.parse({"data": kind.example, "format": kind.id, "scale": 4}, strings=False)
    found = reader.read(pipeline.draw(parameters).body)
    assert bool(found) or not kind.verified
    assert {one.format for one in found} <= set(symbology.catalogue())
    for one in found:
        data = f"{one.text}+{one.add_on}" if one.add_on else one.text
        again = options.parse({"data": data, "format": one.format, "scale": 4}, strings=False)
        assert reading(one) in map(reading, reader.read(pipeline.draw(again).body))


@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_data_that_can_be_drawn_is_reported_as_valid(kind: Symbology) -> None:
    """With GS1 elements if and only if the family is GS1."""
    report = validate({"data": kind.example, "format": kind.id}, strings=False)
    assert (report.valid, report.errors) == (True, ())
    assert bool(report.gs1_elements) == (kind.family == "gs1")


@pytest.mark.parametrize("appearance", [{}, {"rotate": 90}, {"show_text": False}, NEGATIVE])
@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_verified_matches_the_drawing(kind: Symbology, appearance: dict[str, object]) -> None:
    """With these colours, rotation and text."""
    parameters = {"data": kind.example, "format": kind.id, "scale": 4, **appearance}
    image = pipeline.draw(options.parse(parameters, strings=False))
    reported = validate(parameters, strings=False).verified
    assert reported == (image.verified == "true")
