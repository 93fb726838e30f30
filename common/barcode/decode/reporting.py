"""Turns what a reader found into what is reported of it."""

from collections.abc import Sequence as Several
from math import atan2, degrees

from PIL import Image

from common.barcode.decode import add_on_search, interpretation, sequences, wanted_formats
from common.barcode.decode.decoder import Decoding, Located
from common.barcode.decode.detection import Detection
from common.barcode.decode.found import Alternative, Found, Point, StructuredAppend
from common.barcode.encode import gs1
from common.barcode.model.symbol import Sequence

# AIM symbology identifiers that announce GS1 data (GS1 General Specifications, 7.8).
_GS1_MARKS = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1", "]L0"})
# Composites whose linear component carries the digits of a GTIN without the identifier 01.
_WITH_BARE_GTIN = frozenset(
    {"ean13_composite", "ean8_composite", "upca_composite", "upce_composite"}
)


def of_detection(
    detection: Detection, image: Image.Image, ids: tuple[str, ...] = ()
) -> Found | None:
    """Return the report of what zxing-cpp read, or None if it is none of the symbologies *ids*.

    Args:
        detection: what was read.
        image: shades of grey, in which it lies.
        ids: of symbologies; () is all.
    """
    readings = interpretation.readings(detection, image)
    if ids:
        readings = wanted_formats.choose(detection, readings, ids)
    # What was read is of a symbology that was not asked for.
    if not readings:
        return None
    barcode = detection.barcode
    add_on, corners = add_on_search.find(image, detection)
    elements, problem = elements_of(barcode.symbology_identifier, barcode.text)
    return Found(
        format=readings[0].format,
        text=readings[0].text,
        content=bytes(barcode.bytes),
        corners=(_point(corners[0]), _point(corners[1]), _point(corners[2]), _point(corners[3])),
        angle_degrees=detection.angle_degrees,
        symbology_identifier=barcode.symbology_identifier,
        gs1_elements=elements,
        gs1_problem=problem,
        error_correction=barcode.ec_level,
        add_on=detection.add_on or add_on,
        alternatives=readings[1:],
        structured_append=_place(sequences.of_detection(detection, readings[0].format, image)),
    )


def _place(sequence: Sequence | None) -> StructuredAppend | None:
    if sequence is None:
        return None
    return StructuredAppend(sequence.index, sequence.count or None, sequence.id)


def of_readings(located: Several[Located]) -> list[Found]:
    """Return a report of each symbol that searches of the project found.

    Args:
        located: readings; those of one symbol have the same corners, the likelier first.
    """
    symbols: dict[tuple[tuple[float, float], ...], list[Located]] = {}
    for one in located:
        symbols.setdefault(one.corners, []).append(one)
    return [_of_located(*readings) for readings in symbols.values()]


def _of_located(located: Located, *others: Located) -> Found:
    decoding = located.decoding
    one, two, three, four = (_point(corner) for corner in located.corners)
    elements: tuple[gs1.Element, ...] = ()
    problem = ""
    # Explained rather than checked: wrong elements are reported with what is wrong.
    if decoding.is_gs1:
        elements, problem = gs1.explain(_raw_elements(decoding))
    return Found(
        format=decoding.symbology,
        text=decoding.text,
        content=decoding.content,
        corners=(one, two, three, four),
        angle_degrees=round(degrees(atan2(two.y - one.y, two.x - one.x))),
        symbology_identifier="",
        gs1_elements=elements,
        gs1_problem=problem,
        alternatives=tuple(
            Alternative(other.decoding.symbology, other.decoding.text) for other in others
        ),
        guess=decoding.is_guess,
        note=decoding.note,
        structured_append=_place(decoding.sequence),
    )


def _raw_elements(decoding: Decoding) -> str:
    """Return the content of *decoding* as raw element strings."""
    raw = decoding.content.decode("latin-1")
    if decoding.symbology not in _WITH_BARE_GTIN:
        return raw
    # Both components are one message. The decoder writes EAN-8 as 8 digits and the others as 13. A
    # GTIN has a fixed length, so that no separator follows it among element strings.
    digits, _, others = raw.partition("\x1d")
    return f"01{digits.zfill(14)}{others}"


def elements_of(identifier: str, text: str) -> tuple[tuple[gs1.Element, ...], str]:
    """Return the GS1 elements of *text*, and what is wrong with them.

    Args:
        identifier: AIM's, which announces element strings; *text* may be a GS1 Digital Link too.
        text: what a symbol says, with GS separators.
    """
    return gs1.explain(text) if identifier in _GS1_MARKS else gs1.digital_link.explain(text)


def _point(corner: tuple[float, float]) -> Point:
    return Point(round(corner[0]), round(corner[1]))
