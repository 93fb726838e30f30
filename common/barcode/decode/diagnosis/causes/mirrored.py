"""A symbol that is seen in a mirror, or from behind."""

from common.barcode.decode.decoder import Decoding
from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom

_MESSAGE = "The symbol is mirrored, as if seen from behind or printed on the wrong side of a film."
_FIX = "Flip the picture, or print the symbol the right way round."
# Their check characters and error correction tell bars from those in a mirror. Tall and short bars
# alone (POSTNET) are digits in a mirror too, of which one of ten has the right check digit.
_POSTAL = ("auspost", "japanpost", "kix", "mailmark", "rm4scc", "usps_imb")
# Of these, error correction or a CRC of 11 bits leaves less to chance than what bars without either
# are read as by another repair.
_SURE = ("auspost", "mailmark", "usps_imb")
_STACKED = ("code16k", "code49", "codablock_f")
# Readers take the others mirrored as well; what is read in a mirror then is a matter of chance.
_ONE_WAY = ("RMQRCode", "MicroPDF417", "MaxiCode", "DataBarStk", "DataBarExpStk")


def find(case: Case) -> Symptom | None:
    """Return the symptom of a mirrored symbol."""
    certainty = PROVED + 0.03
    found = None if case.repairs.is_simple else case.repairs.mirrored
    # Of bars, only those of set heights, and rows above each other, have a right side.
    if isinstance(found, Decoding):
        is_mirrored = not case.view.is_linear or found.symbology.startswith((*_POSTAL, *_STACKED))
        certainty += 0.02 * (found.symbology in _SURE)
    else:
        is_mirrored = found is not None and found.format.name.startswith(_ONE_WAY)
    if is_mirrored:
        return Symptom(certainty, _MESSAGE, _FIX, found)
    return None


CAUSE = Cause("mirrored", find)
