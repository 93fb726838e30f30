"""The place of a symbol in a message of several, read from its modules.

zxing-cpp returns the data of such a symbol without it. Each file reads the codewords of one
symbology by itself, from the standard.
"""

from common.barcode.decode.sequences import aztec, data_matrix, pdf417, qr_code
from common.barcode.model.symbol import Sequence, Symbol

_READERS = {
    **dict.fromkeys(("pdf417", "pdf417_compact", "micropdf417"), pdf417.read),
    **dict.fromkeys(("datamatrix", "datamatrix_rectangular", "dmre"), data_matrix.read),
    **dict.fromkeys(("aztec", "aztec_compact"), aztec.read),
    "qr": qr_code.read,
}


def read(symbol: Symbol) -> Sequence | None:
    """Return the place in a message of several symbols that *symbol* states; None if none."""
    return _READERS[symbol.symbology](symbol)
