"""Grain, dust or a printing screen that breaks up bars and modules."""

from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom


def find(case: Case) -> Symptom | None:
    """Return the symptom of noise."""
    if case.repairs.is_simple:
        return None
    found = case.repairs.smoothed
    if not found:
        return None
    return Symptom(
        PROVED - 0.1,
        "Specks, grain or a printing screen break up bars or modules.",
        "Use more light, scan at a higher resolution, or print with a clean head on smooth paper.",
        found,
    )


CAUSE = Cause("noise", find)
