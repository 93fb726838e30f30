"""A symbol of a symbology that the request left out."""

from common.barcode.decode import interpretation
from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that was not looked for."""
    found = case.repairs.unchanged or case.repairs.with_margin
    if not found or not case.page.formats:
        return None
    name = found.format.name
    return Symptom(
        PROVED + 0.04,
        f"There is a symbol of {interpretation.SYMBOLOGY_OF.get(name, name)} here, which formats="
        " does not name.",
        "Add it to formats=, or leave formats= out.",
        found,
    )


CAUSE = Cause("other_format", find)
