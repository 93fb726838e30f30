"""Every symbology: what is reported of data is what drawing them does."""

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
# Any bars of even pitch fit these.
ONLY_NAMED = {"flattermarken", "pharmacode2"}
NEGATIVE = {"foreground": "white", "background": "black", "light_on_dark": True}


def draw(asked: dict[str, object], width: int) -> int:
    return pipeline.draw(options.parse({**asked, "width": width}, strings=False)).width_px


def said(found: Found) -> tuple[str, str, str, str]:
    return found.format, found.text, found.add_on, found.symbology_identifier


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(sizes) or "plain")
@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_smallest_width_works_and_none_below_it(kind: Symbology, sizes: dict[str, object]) -> None:
    asked = {"data": kind.example, "format": kind.id, **sizes}
    smallest = validate(asked, strings=False).smallest_width
    assert draw(asked, smallest) == smallest
    with pytest.raises(CanvasError) as refused:
        draw(asked, smallest - 1)
    assert refused.value.problems[0].suggestion == str(smallest)


@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_what_is_read_can_be_drawn_and_read_again(kind: Symbology) -> None:
    asked = options.parse({"data": kind.example, "format": kind.id, "scale": 4}, strings=False)
    found = reader.read(pipeline.draw(asked).body)
    assert found or kind.id in ONLY_NAMED
    assert {one.format for one in found} <= set(symbology.catalogue())
    for one in found:
        data = f"{one.text}+{one.add_on}" if one.add_on else one.text
        again = options.parse({"data": data, "format": one.format, "scale": 4}, strings=False)
        assert said(one) in map(said, reader.read(pipeline.draw(again).body))


@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_what_can_be_drawn_is_reported_valid(kind: Symbology) -> None:
    """With the elements of whatever family carries GS1 data."""
    report = validate({"data": kind.example, "format": kind.id}, strings=False)
    assert (report.valid, report.errors) == (True, ())
    assert bool(report.gs1_elements) == (kind.family == "gs1")


@pytest.mark.parametrize("dress", [{}, {"rotate": 90}, {"show_text": False}, NEGATIVE])
@pytest.mark.parametrize("kind", symbology.catalogue().values(), ids=lambda kind: kind.id)
def test_verified_is_what_the_picture_will_say(kind: Symbology, dress: dict[str, object]) -> None:
    asked = {"data": kind.example, "format": kind.id, "scale": 4, **dress}
    picture = pipeline.draw(options.parse(asked, strings=False))
    told = validate(asked, strings=False).verified
    assert told == (picture.verified == "true")
