"""The header of structured append in a QR Code. ISO/IEC 18004:2015, 7.3 and 8."""

from common.barcode.decode import qr_codewords
from common.barcode.model.symbol import Sequence, Symbol

_HEADER = 0b0011  # the mode indicator of structured append


def read(symbol: Symbol) -> Sequence | None:
    """Return the place that *symbol* states, or None if it states none."""
    found = qr_codewords.read([row.modules for row in symbol.rows])
    if found is None or found.data[0] >> 4 != _HEADER:
        return None
    # Four bits each of the mode, the index and the count less 1, and eight of the parity.
    header = int.from_bytes(found.data[:3], "big") >> 4
    index, count, parity = header >> 12 & 0xF, header >> 8 & 0xF, header & 0xFF
    return Sequence(index + 1, count + 1, str(parity))
