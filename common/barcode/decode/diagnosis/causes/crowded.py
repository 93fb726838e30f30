"""A symbol that is read only if it is cut out of the page."""

from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is lost among other things."""
    found = case.repairs.unchanged
    # A symbol that was not asked for is another cause.
    if not found or case.page.formats:
        return None
    return Symptom(
        PROVED + 0.04,
        "The symbol is read if it is cut out of the picture: what is around it hides it.",
        "Send this part of the picture alone.",
        found,
    )


CAUSE = Cause("crowded", find)
