"""A symbol that is seen in a mirror, or from behind."""

from common.barcode.decode.decoder import Decoding
from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom

_MESSAGE = "The symbol is mirrored, as if seen from behind or printed on the wrong side of a film."
_FIX = "Flip the picture, or print the symbol the right way round."
# Readers take the others mirrored as well; what is read in a mirror then is a matter of chance.
_ONE_WAY = ("RMQRCode", "MicroPDF417", "MaxiCode", "DataBarStk", "DataBarExpStk")


def find(case: Case) -> Symptom | None:
    """Return the symptom of a mirrored symbol."""
    found = None if case.repairs.is_simple else case.repairs.mirrored
    # Searches of the project read nothing in a mirror but bars, which have no right side.
    if isinstance(found, Decoding):
        is_mirrored = not case.view.is_linear
    else:
        is_mirrored = found is not None and found.format.name.startswith(_ONE_WAY)
    if is_mirrored:
        return Symptom(PROVED + 0.03, _MESSAGE, _FIX, found)
    return None


CAUSE = Cause("mirrored", find)
