"""A symbol of a symbology that the request left out."""

from common.barcode.decode import interpretation
from common.barcode.decode.decoder import Decoding
from common.barcode.decode.diagnosis.repairs import Reading
from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that was not looked for."""
    if not case.page.formats:
        return None
    repairs = case.repairs
    # Our own searches last: they take longest.
    found = repairs.unchanged or repairs.with_margin or repairs.by_own(case.view.image)
    if not found:
        return None
    return Symptom(
        PROVED + 0.04,
        f"There is a symbol of {_symbology(found)} here, which formats= does not name.",
        "Add it to formats=, or leave formats= out.",
        found,
    )


def _symbology(found: Reading) -> str:
    if isinstance(found, Decoding):
        return found.symbology
    return interpretation.SYMBOLOGY_OF.get(found.format.name, found.format.name)


CAUSE = Cause("other_format", find)
