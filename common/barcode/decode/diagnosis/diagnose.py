"""Names what is wrong with the areas of a page that look like barcodes and are not read."""

from collections.abc import Sequence
from functools import cache

import zxingcpp
from PIL import Image, ImageDraw

from common import discovery
from common.barcode.decode import interpretation, reporting
from common.barcode.decode.diagnosis import causes, locating, texture
from common.barcode.decode.diagnosis.causes import glare
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import Case, Cause, PageCase, Symptom
from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Found
from common.barcode.decode.rotated_search import Detection

_PAPER = 255
# Around a symbol that was read: its human-readable text, and rows that readers miss at its edges.
_EDGE, _EDGE_PX = 0.35, 8
_MIN_SIDE = 4  # px of a symbol that was read
_MAX_FINDINGS = 3  # of an area
_BELIEVED = 0.6  # of the certainty of the first


def of_page(page: PageCase, found: Sequence[Found] = ()) -> tuple[Finding, ...]:
    """Return why areas of *page* are not read, for each area the most certain cause first.

    Args:
        page: the page.
        found: what was read on it for sure.
    """
    rest = _without(page.gray, found) if found else page.gray
    findings: list[Finding] = []
    for box in locating.locate(rest):
        view = View(rest, box)
        if texture.is_barcode(view) or glare.is_glare(view):
            findings += _of_area(Case(page, view))
    if findings or found:
        return tuple(findings)
    return (_NOTHING,)


def _without(gray: Image.Image, found: Sequence[Found]) -> Image.Image:
    """Return *gray* with paper over what was read."""
    rest = gray.copy()
    draw = ImageDraw.Draw(rest)
    for one in found:
        xs, ys = [corner.x for corner in one.corners], [corner.y for corner in one.corners]
        edge = max(_EDGE_PX, _EDGE * min(max(xs) - min(xs), max(ys) - min(ys)))
        box = min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge
        draw.rectangle(box, fill=_PAPER)
    return rest


def of_symbol(page: PageCase, found: Found) -> tuple[Finding, ...]:
    """Return for which reasons other readers may not read *found* on *page*."""
    xs, ys = [corner.x for corner in found.corners], [corner.y for corner in found.corners]
    box = (
        max(0, min(xs)), max(0, min(ys)),
        min(page.gray.width, max(xs) + 1), min(page.gray.height, max(ys) + 1),
    )  # fmt: skip
    if box[2] - box[0] < _MIN_SIDE or box[3] - box[1] < _MIN_SIDE:
        return ()
    case = Case(page, View(page.gray, box), found)
    symptoms = [
        (symptom, cause.code) for cause in all_causes() if (symptom := cause.warn(case)) is not None
    ]
    symptoms.sort(key=lambda each: -each[0].certainty)
    return tuple(
        Finding(code, symptom.message, symptom.fix, found.corners) for symptom, code in symptoms
    )


def _of_area(case: Case) -> list[Finding]:
    """Return why the area of *case* is not read."""
    symptoms = [
        (symptom, cause.code) for cause in all_causes() if (symptom := cause.find(case)) is not None
    ]
    symptoms.sort(key=lambda each: -each[0].certainty)
    least = _BELIEVED * symptoms[0][0].certainty
    return [
        _finding(case, symptom, code)
        for symptom, code in symptoms[:_MAX_FINDINGS]
        if symptom.certainty >= least
    ]


def _finding(case: Case, symptom: Symptom, code: str) -> Finding:
    text, format = _said(case, symptom.barcode) if symptom.barcode else ("", "")
    return Finding(code, symptom.message, symptom.fix, case.view.corners, text, format)


def _said(case: Case, barcode: zxingcpp.Barcode) -> tuple[str, str]:
    """Return the text and the symbology of *barcode*."""
    if barcode.valid:
        report = reporting.of_detection(Detection.of(barcode, 1.0), case.view.image)
        return (report.text, report.format) if report else ("", "")
    return barcode.text, interpretation.SYMBOLOGY_OF.get(barcode.format.name, "")


@cache
def all_causes() -> tuple[Cause, ...]:
    """Return the causes of failure that are known; the first call imports them."""
    return tuple(discovery.collect(causes, "CAUSE", Cause))


_NOTHING = Finding(
    "no_barcode",
    "Nothing in the picture has the pattern of a barcode.",
    "Send a picture that shows the barcode large, sharp and completely.",
)
