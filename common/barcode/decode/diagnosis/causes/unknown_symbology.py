"""A clean pattern that no reader here knows."""

from common.barcode.decode.diagnosis import remains, texture, tiers
from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.symptom import FALLBACK, LIKELY, POSSIBLE, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MIN_MODULE, _MIN_CONTRAST = 3.0, 100  # px, and levels
# Agreement of edges in two directions, and with a grid: of square modules more, even if some are
# lost.
_CROSSED, _ON_GRID = 0.6, 0.45


def find(case: Case) -> Symptom | None:
    """Return the symptom of a pattern with which nothing else is wrong."""
    kind = "bars" if case.view.is_linear else "cells"
    return Symptom(
        _certainty(case),
        f"There is a pattern of {kind}, sharp and large enough, that follows no symbology which is"
        " known here; or it is damaged.",
        "Find out what made it. Name its format in formats= if it is one of those that are read"
        " only if named, such as daft, flattermarken or pharmacode_two_track.",
    )


def _certainty(case: Case) -> float:
    view = case.view
    if view.is_linear:
        return POSSIBLE if tiers.are_there(view) else FALLBACK
    if not _is_clean(view) or case.repairs.is_simple or remains.symbology(view):
        return FALLBACK
    return LIKELY + 0.1 if _is_foreign(view) else POSSIBLE + 0.1


def _is_clean(view: View) -> bool:
    """Return True if cells of *view* are sharp, dark and large."""
    return (
        view.is_sharp
        and view.module_px >= _MIN_MODULE
        and view.contrast >= _MIN_CONTRAST
        and not noise.is_grainy(view)
    )


def _is_foreign(view: View) -> bool:
    """Return True if cells of *view* are no dots, and not square: triangles, rings, waves.

    Dots are those of DotCode or MaxiCode.
    """
    return not is_square(view) and not texture.is_dotted(view)


def is_square(view: View) -> bool:
    """Return True if cells of *view* are square, and lie on a grid."""
    is_on_grid = min(axis.share for axis in view.grid) >= _ON_GRID
    return is_on_grid and view.directions[2] >= _CROSSED


CAUSE = Cause("unknown_symbology", find, is_late=True)
