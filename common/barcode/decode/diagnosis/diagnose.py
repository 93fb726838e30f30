"""Names what is wrong with the areas of a page that look like barcodes and are not read."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import dist

from PIL import Image, ImageDraw, ImageFilter

from common import discovery
from common.barcode.decode import interpretation, postal_rows, reporting
from common.barcode.decode.decoder import Decoding
from common.barcode.decode.detection import Detection
from common.barcode.decode.diagnosis import (
    bar_areas,
    causes,
    colours,
    label,
    locating,
    separate,
    texture,
    weak_bars,
)
from common.barcode.decode.diagnosis.bar_areas import Rows
from common.barcode.decode.diagnosis.causes import glare, low_contrast, mirrored, noise, red_light
from common.barcode.decode.diagnosis.dense_areas import DenseAreas
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.repairs import Reading
from common.barcode.decode.diagnosis.symptom import POSSIBLE, PROVED, Case, Cause, PageCase, Symptom
from common.barcode.decode.diagnosis.view import View
from common.barcode.decode.found import Found

_LIGHT = 128  # level from which paper is looked for
# Around a symbol that was read: its human-readable text, and rows that readers miss at its edges.
_EDGE, _EDGE_PX = 0.35, 8
_MIN_SIDE = 4  # px of a symbol that was read
_MAX_FINDINGS = 3  # of an area
_MAX_AREAS, _MOST_AREAS = 3, 8  # by default, and if more barcodes are missing
# A median keeps edges steeper, which are lost in modules of 3 or 4 px.
_SMOOTHINGS = (
    ImageFilter.GaussianBlur(2),
    ImageFilter.MedianFilter(5),
    ImageFilter.GaussianBlur(1.5),
)
# Agreement of smoothed edges with a grid, in one direction and in the other: grain alone has 0.2 at
# most, modules of 4 px under grain of 100 levels 0.36 and 0.56.
_MIN_ORDER, _ORDER = 0.35, 0.5
# Of an area of bars so much lies in another, of which it is so much at least and at most.
_MOSTLY_IN, _MUCH, _NOT_ALL = 0.8, 0.15, 0.75
_SMALL_PART = 0.75  # of the width and height of an area with text and a table
_SCENE = 300  # px of a side of a picture that shows more than a symbol
_BLOCK = 0.1  # of an area of text and cells is a block of cells at least
_LONGER, _DIVIDED = 1.25, 0.5  # times as large as a part; coherence of edges of bars
_DIRECTED = 0.3  # coherence of edges
_PROVED = PROVED - 0.15
_SMALLER, _LARGER = 0.5, 2.0  # times the longer sides of what was read
_OVERVIEW = 500  # px of the longer side of a page on which others are looked for
_BELIEVED = 0.6  # of the certainty of the first


def of_page(page: PageCase, found: Sequence[Found] = (), missing: int = 0) -> tuple[Finding, ...]:
    """Return why areas of *page* are not read, for each area the most certain cause first.

    Args:
        page: the page.
        found: what was read on it for sure.
        missing: how many other barcodes it should show; 0 if nobody knows.
    """
    rows = Rows(label.alone(_without(page.gray, found) if found else page.gray))
    findings: list[Finding] = []
    areas = _cases(page, rows, missing)
    for cases in _parts(areas):
        for case in cases:
            case.dense = rows.dense
        each = [finding for case in cases for finding in _of_area(case)]
        # Parts that say nothing alone may be one symbol that is torn or covered. Several that are
        # missing are rather several symbols.
        if len(cases) > max(1, missing) and not any(finding.text for finding in each):
            box = locating.around([case.view.around for case in cases])
            each = _of_area(Case(page, View(rows.image, box)))
        findings += each
    if not page.has_time():
        # What was not looked for is not missing: nothing is said of the page as a whole.
        return tuple(findings) or (UNEXAMINED_PAGE,)
    # Edges of the table and of the label are stronger than faint bars on it.
    # A stain on cells leaves weak edges, too.
    is_found = any(finding.text for finding in findings) or any(
        texture.is_block(case.view) for case in areas
    )
    if not is_found and not _bar_cases(page, rows, 0):
        weak = weak_bars.find(rows)
        if weak is not None:
            return (weak,)
    if findings or found:
        return tuple(findings)
    return (colours.find(page) or _NOTHING,)


def of_others(page: PageCase, found: Sequence[Found]) -> tuple[Finding, ...]:
    """Return why other symbols about as large as those of *found* are not read.

    Text and logos on a page are of no interest, and a pattern that nothing explains may be one.
    """
    sides = [_longer_side(one) for one in found]
    least, most = min(sides) * _SMALLER, max(sides) * _LARGER
    rest = _without(page.gray, found)
    # On a good page this is all that is done.
    factor = max(1, max(rest.size) // _OVERVIEW)
    boxes = [
        locating.enlarged(box, factor)
        for box in locating.locate(rest.reduce(factor) if factor > 1 else rest)
        if least <= factor * max(box[2] - box[0], box[3] - box[1]) <= most
    ]
    views = [View(rest, box) for box in boxes]
    cases = [Case(page, view) for view in views if texture.is_surely_barcode(view)]
    texts = {one.text for one in found}
    findings: list[Finding] = []
    for parts in _parts(cases[:_MAX_AREAS]):
        box = locating.around([case.view.around for case in parts])
        each = _of_area(Case(page, View(rest, box)))
        # Ends of bars that were read are left.
        if each[0].code != "unknown_symbology" and not texts & {one.text for one in each}:
            findings += each
    return tuple(findings)


def _longer_side(found: Found) -> float:
    one, two, three = ((corner.x, corner.y) for corner in found.corners[:3])
    return max(dist(one, two), dist(two, three))


def _parts(cases: Sequence[Case]) -> list[list[Case]]:
    """Return *cases*, with areas that may be parts of one symbol together.

    A symbol that is covered, torn or lit too brightly in the middle has two parts.
    """
    groups: list[list[Case]] = []
    for case in cases:
        for group in groups:
            if locating.continues(case.view.around, group[-1].view.around):
                group.append(case)
                break
        else:
            groups.append([case])
    return groups


def _cases(page: PageCase, rows: Rows, missing: int) -> list[Case]:
    """Return the areas of *rows*, of what is not read of *page*, that may be barcodes.

    What is read in a mirror is sure, and complete. What is looked for last is found in many
    pictures without a barcode, so that it counts only if less than *missing*, and at least one, is
    found before.
    """
    most = min(max(_MAX_AREAS, missing), _MOST_AREAS)
    cases: list[Case] = []
    for search in (
        _postal_cases, _plain_cases, _separate_cases, _bar_cases, _dense_cases,
        _grainy_cases, _weak_bar_cases, _faint_cases,
    ):  # fmt: skip
        # The areas that most barcodes are in are named in any case.
        if search not in (_postal_cases, _plain_cases) and not page.has_time():
            break
        boxes = [case.view.around for case in cases]
        cases += [
            case
            for case in search(page, rows, missing)
            if not any(locating.overlap(case.view.around, box) for box in boxes)
        ]
        if len(cases) >= max(1, min(missing, most)):
            break
    return cases[:most]


def _plain_cases(page: PageCase, rows: Rows, missing: int) -> list[Case]:
    apart = locating.locate(rows.image, apart=True)
    cases = _textured(page, rows, _without_text(rows.image, apart))
    if missing <= max(1, len(cases)):
        return cases
    # Labels of a sheet may have been taken for one area, but no more than are missing.
    each = _textured(page, rows, apart)
    return each if len(cases) < len(each) <= missing else cases


def _without_text(image: Image.Image, apart: Sequence[locating.Box]) -> list[locating.Box]:
    """Return the boxes that may show barcodes, each that holds a block of cells as that alone.

    Args:
        image: the picture.
        apart: what is found in it if narrow gaps only are closed; text next to a symbol is one area
            with it otherwise.
    """
    found: list[locating.Box] = []
    separate: list[locating.Box] | None = None
    for box in locating.locate(image):
        blocks = _blocks(image, box, apart)
        if not blocks and box in apart:
            separate = separate or locating.locate(image, close=False)
            blocks = _blocks(image, box, separate)
        # A reflection or a tear divides a symbol.
        is_divided = any(locating.continues(one, other) for one, other in pairwise(blocks))
        found += [box] if is_divided or not blocks else blocks
    return list(dict.fromkeys(found))


def _blocks(
    image: Image.Image, box: locating.Box, parts: Sequence[locating.Box]
) -> list[locating.Box]:
    """Return those of *parts* that lie in *box* and are much of it, and blocks of cells."""
    least, most = (share * locating.size_of(box) for share in (_BLOCK, _NOT_ALL))
    views = [
        View(image, part)
        for part in parts
        if least <= locating.size_of(part) <= most
        and locating.overlap(part, box) >= _MOSTLY_IN * locating.size_of(part)
    ]
    return [view.box for view in views if texture.is_alone(view) and texture.is_block(view)]


def _postal_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    """Return the postal codes that are read in a mirror.

    Text next to them may hide their texture. What is read proves that they are no text.
    """
    image = rows.image
    boxes = [bar_areas.box_of(region, image.size) for region in postal_rows.find(image)]
    cases = [Case(page, View(image, box)) for box in boxes]
    return [case for case in cases if mirrored.find(case) is not None]


def _textured(page: PageCase, rows: Rows, boxes: Sequence[locating.Box]) -> list[Case]:
    views = [View(rows.image, box) for box in boxes]
    found: list[View] = []
    for view in views:
        if _is_background(view):
            continue
        if found and not page.has_time():
            break
        is_symbol = texture.is_barcode(view) and not bar_areas.is_regular(view)
        if is_symbol or glare.is_glare(view):
            found.append(view)
    if not found:
        return []
    # A label with text, and the table that it lies on, have edges in all directions; its bars alone
    # are measured.
    chosen = [
        _bars_around(view, rows.plain) or _bars_in(view, rows.plain) or view for view in found
    ]
    chosen = [_dense_in(view, rows.dense) or view for view in chosen]
    # Parts of one row have become the same area.
    return [Case(page, view) for view in {view.around: view for view in chosen}.values()]


def _dense_in(view: View, dense: DenseAreas) -> View | None:
    """Return the symbol in *view*, if it is narrower and lower; None if *view* has none.

    A part of a symbol that is bent or torn is as high, or as wide, as the symbol.
    """
    width, height = view.box[2] - view.box[0], view.box[3] - view.box[1]
    for one in dense.symbols:
        left, top, right, below = one.around
        is_in = locating.overlap(one.around, view.box) >= _MOSTLY_IN * locating.size_of(one.around)
        is_part = right - left <= _SMALL_PART * width and below - top <= _SMALL_PART * height
        if is_in and is_part and not texture.is_surely_barcode(view):
            return one
    return None


def _is_background(view: View) -> bool:
    """Return True if *view* is the whole page, and neither bars nor cells on a grid: a wall, cloth.

    What lies on it is smaller, and found once its texture is smoothed.
    """
    is_whole = view.box[:2] == (0, 0) and view.box[2:] == view.page.size
    is_large = min(view.page.size) >= _SCENE
    return is_whole and is_large and not texture.is_surely_barcode(view)


def _bars_around(view: View, areas: Sequence[locating.Box]) -> View | None:
    """Return the row of bars of which *view* is a part that a reflection or a tear has left."""
    size = locating.size_of(view.box)
    for box in areas:
        is_part = locating.overlap(box, view.box) >= _MOSTLY_IN * size
        if is_part and locating.size_of(box) >= _LONGER * size:
            bars = View(view.page, locating.around([box, view.box]))
            return bars if bars.directions[1] >= _DIVIDED else None
    return None


def _bars_in(view: View, areas: Sequence[locating.Box]) -> View | None:
    """Return the row of bars in *view*, if it takes up much of it; None if *view* has none."""
    within = [
        box
        for box in areas
        if locating.overlap(box, view.box) >= _MOSTLY_IN * locating.size_of(box)
    ]
    # A reflection or a tear divides a row; the largest part alone would lack nothing.
    boxes = [box for box in within if locating.continues(box, within[0])]
    if not within:
        return None
    around = locating.around([within[0], *boxes])
    share = locating.size_of(around) / locating.size_of(view.box)
    if not _MUCH <= share <= _NOT_ALL:
        return None
    # Bars of several heights are found in part only.
    sides = [(box[2] - box[0], box[3] - box[1]) for box in (around, view.box)]
    if view.is_linear and all(part <= _NOT_ALL * whole for part, whole in zip(*sides, strict=True)):
        return None
    bars = View(view.page, around)
    is_row = texture.is_row_of_bars(bars) or (bars.is_linear and texture.is_barcode(bars))
    return bars if is_row else None


def _separate_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    image = rows.image
    views = [View(image, box) for box in locating.locate(image, close=False)]
    return [Case(page, view) for view in views if separate.is_symbol(view)]


def _dense_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    return [Case(page, view) for view in rows.dense.symbols]


def _grainy_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    """Return the areas that look like barcodes once they are smoothed."""
    for smoothing in _SMOOTHINGS:
        smooth = rows.image.filter(smoothing)
        seen = [View(smooth, box) for box in locating.locate(smooth)]
        cases = [
            Case(page, View(rows.image, view.box), is_grainy=True)
            for view in seen
            # Smoothed grain itself looks like cells, but its edges have no direction.
            if texture.is_barcode(view) and _has_order(view)
        ]
        # Smoothed text may look like cells, too.
        grainy = [
            case
            for case in cases
            if noise.is_grainy(case.view) or case.view.contrast < low_contrast.WEAK
        ]
        if grainy:
            return grainy
    return []


def _has_order(view: View) -> bool:
    """Return True if edges have two directions, or lie on a grid."""
    if max(view.directions[1:]) >= _DIRECTED:
        return True
    shares = sorted(axis.share for axis in view.grid)
    return shares[0] >= _MIN_ORDER and shares[1] >= _ORDER


def _bar_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    return _bars(page, rows.image, rows.plain)


def _weak_bar_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    return _bars(page, rows.image, rows.faint)


def _bars(page: PageCase, rest: Image.Image, boxes: Sequence[locating.Box]) -> list[Case]:
    views = [View(rest, box) for box in boxes]
    return [Case(page, view) for view in views if page.has_time() and bar_areas.is_row(view)]


def _faint_cases(page: PageCase, rows: Rows, _: int) -> list[Case]:
    image = rows.image
    views = [View(image, box) for box in locating.locate(image, faint=True)]
    return [
        Case(page, view)
        for view in views
        if view.contrast < low_contrast.WEAK and texture.is_barcode(view)
    ]


def _without(gray: Image.Image, found: Sequence[Found]) -> Image.Image:
    """Return *gray* with paper over what was read."""
    rest = gray.copy()
    draw = ImageDraw.Draw(rest)
    for one in found:
        xs, ys = [corner.x for corner in one.corners], [corner.y for corner in one.corners]
        edge = max(_EDGE_PX, _EDGE * min(max(xs) - min(xs), max(ys) - min(ys)))
        box = min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge
        # Paper is what most light pixels around the symbol show.
        counts = gray.crop(box).histogram()
        draw.rectangle(box, fill=max(range(_LIGHT, 256), key=counts.__getitem__))
    return rest


def of_colours(page: PageCase, found: Sequence[Found]) -> tuple[Finding, ...]:
    """Return which of *found* on *page* scanners with red light can't see at all."""
    return tuple(
        finding
        for one in found
        if (box := _box_of(page, one)) is not None and red_light.is_invisible(page.colours, box)
        for finding in _warnings(page, one, (red_light.CAUSE,))
    )


def of_symbol(page: PageCase, found: Found) -> tuple[Finding, ...]:
    """Return for which reasons other readers may not read *found* on *page*."""
    return _warnings(page, found, all_causes())


def _box_of(page: PageCase, found: Found) -> locating.Box | None:
    """Return the upright box around *found* on *page*; None if it is too small."""
    xs, ys = [corner.x for corner in found.corners], [corner.y for corner in found.corners]
    box = (
        max(0, min(xs)), max(0, min(ys)),
        min(page.gray.width, max(xs) + 1), min(page.gray.height, max(ys) + 1),
    )  # fmt: skip
    is_small = box[2] - box[0] < _MIN_SIDE or box[3] - box[1] < _MIN_SIDE
    return None if is_small else box


def _warnings(page: PageCase, found: Found, examined: Sequence[Cause]) -> tuple[Finding, ...]:
    box = _box_of(page, found)
    if box is None:
        return ()
    case = Case(page, View(page.gray, box), found)
    symptoms = [
        (symptom, cause.code) for cause in examined if (symptom := cause.warn(case)) is not None
    ]
    symptoms.sort(key=lambda each: -each[0].certainty)
    return tuple(
        Finding(code, symptom.message, symptom.fix, found.corners) for symptom, code in symptoms
    )


def _of_area(case: Case) -> list[Finding]:
    """Return why the area of *case* is not read.

    One of the causes applies to any area, so that none is found only if there is no time.
    """
    symptoms: list[tuple[Symptom, str]] = []
    for is_late in (False, True):
        # Late causes cost most, and are not needed once another one is proved.
        if is_late and any(one.barcode and one.certainty > _PROVED for one, _ in symptoms):
            break
        symptoms += [
            (symptom, cause.code)
            for cause in all_causes()
            if cause.is_late == is_late
            and case.page.has_time()
            and (symptom := cause.find(case)) is not None
        ]
    if not symptoms:
        return [_finding(case, _UNEXAMINED, "unexamined")]
    symptoms.sort(key=lambda each: -each[0].certainty)
    # Much less likely causes would only distract.
    least = _BELIEVED * symptoms[0][0].certainty
    return [
        _finding(case, symptom, code)
        for symptom, code in symptoms[:_MAX_FINDINGS]
        if symptom.certainty >= least
    ]


def _finding(case: Case, symptom: Symptom, code: str) -> Finding:
    text, format = _said(case, symptom.barcode) if symptom.barcode else ("", "")
    return Finding(code, symptom.message, symptom.fix, case.view.corners, text, format)


def _said(case: Case, barcode: Reading) -> tuple[str, str]:
    """Return the text and the symbology of *barcode*."""
    if isinstance(barcode, Decoding):
        return barcode.text, barcode.symbology
    if barcode.valid:
        report = reporting.of_detection(Detection.of(barcode, 1.0), case.view.image)
        return (report.text, report.format) if report else ("", "")
    return barcode.text, interpretation.SYMBOLOGY_OF.get(barcode.format.name, "")


@cache
def all_causes() -> tuple[Cause, ...]:
    """Return the causes of failure that are known; the first call imports them."""
    return tuple(discovery.collect(causes, "CAUSE", Cause))


_UNEXAMINED = Symptom(
    POSSIBLE,
    "There may be a barcode here. There was no time to find out why it is not read.",
    "Send this part of the picture, or this page, alone.",
)
UNEXAMINED_PAGE = Finding("unexamined", _UNEXAMINED.message, _UNEXAMINED.fix)
_NOTHING = Finding(
    "no_barcode",
    "Nothing in the picture has the pattern of a barcode.",
    "Send a picture that shows the barcode large, sharp and completely.",
)
