"""A symbol that the edge of the picture cuts."""

from common.barcode.decode.diagnosis.causes import noise, quiet_zone
from common.barcode.decode.diagnosis.flat_view import FlatView
from common.barcode.decode.diagnosis.symptom import LIKELY, Case, Cause, Symptom

# Modules from the edge: no space within a symbol of bars is wider, few in a matrix are.
_NEAR_BARS, _NEAR_CELLS = 4.2, 2.0
_CELLS = 0.03  # of the longer side of the page, to which the ends of areas are known
_SIDES = ("left", "upper", "right", "lower")


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that does not end before the picture does."""
    sides = touched(case)
    if (
        not sides
        or noise.is_grainy(case.view)
        or noise.has_coarse_grain(case.view)
        # Read with a margin, the symbol is whole, and what it lacks is its quiet zone.
        or case.repairs.with_margin
        or quiet_zone.is_attached(case.view)
    ):
        return None
    return Symptom(
        LIKELY + 0.1,
        f"The symbol reaches the {' and the '.join(sides)} edge of the picture: a part of it is"
        " missing.",
        "Take the picture again with the whole symbol and some of the paper around it.",
    )


def touched(case: Case) -> list[str]:
    """Return the sides of the page that the area touches and that its rows cross."""
    view = case.view
    near = max(1.0, (_NEAR_BARS if view.is_linear else _NEAR_CELLS) * view.module_px)
    left, top, right, bottom = view.around if isinstance(view, FlatView) else view.tight
    width, height = view.seen.size
    gaps = (left, top, width - right, height - bottom)
    # What is dark may be a table around the label, so that the area itself must end there, too.
    x1, y1, x2, y2 = view.around
    ends = (x1, y1, width - x2, height - y2)
    lies = abs(view.directions[0]) < 45
    # Bars may be cut at their ends; rows that cross all of them suffice.
    relevant = (lies, not lies, lies, not lies) if view.is_linear else (True,) * 4
    return [
        side
        for side, gap, end, counts in zip(_SIDES, gaps, ends, relevant, strict=True)
        if counts and gap <= near and end <= near + _CELLS * max(view.page.size)
    ]


CAUSE = Cause("cropped", find)
