"""A symbol that is turned in the plane of the picture."""

from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom

_MIN_DEGREES = 3


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is read once it is upright."""
    angle = case.view.directions[0]
    # Readers tolerate a few degrees.
    if abs(angle) < _MIN_DEGREES or case.repairs.is_simple:
        return None
    found = case.repairs.upright
    if not found:
        return None
    return Symptom(
        PROVED,
        f"The symbol is turned by {abs(angle):.0f} degrees.",
        "Turn the picture or the label, so that the symbol stands upright.",
        found,
    )


CAUSE = Cause("tilted", find)
