"""A clean pattern that no reader here knows."""

from common.barcode.decode.diagnosis import tiers
from common.barcode.decode.diagnosis.symptom import FALLBACK, POSSIBLE, Case, Cause, Symptom


def find(case: Case) -> Symptom | None:
    """Return the symptom of a pattern with which nothing else is wrong."""
    kind = "bars" if case.view.is_linear else "cells"
    return Symptom(
        POSSIBLE if tiers.are_there(case.view) else FALLBACK,
        f"There is a pattern of {kind}, sharp and large enough, that follows no symbology which is"
        " known here; or it is damaged.",
        "Find out what made it. Name its format in formats= if it is one of those that are read"
        " only if named, such as daft, flattermarken or pharmacode_two_track.",
    )


CAUSE = Cause("unknown_symbology", find)
