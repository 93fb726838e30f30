"""The header of structured append in a QR Code. ISO/IEC 18004:2015, 7.3 and 8."""

from common.barcode.decode import qr_codewords
from common.barcode.decode.matrices import Modules, transposed
from common.barcode.model.symbol import Sequence

_HEADER = 0b0011  # the mode indicator of structured append


def read(modules: Modules, *, is_damaged: bool = False) -> Sequence | None:
    """Return the place that *modules* state, or None if they state none.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark.
        is_damaged: True if some modules may be wrong.
    """
    for rows in (modules, transposed(modules)):
        mode = qr_codewords.mode(rows)
        # The format of a mirrored symbol is not read, or is that of a wrong mask.
        if mode is None or (mode != _HEADER and not is_damaged):
            continue
        found = qr_codewords.read(rows)
        if found is not None:
            return _place(found.data)
    return None


def may_begin(modules: Modules, mask: int) -> bool:
    """Return True if an undamaged symbol begins with the header, whether it is mirrored or not.

    Args:
        modules: as `read` takes them.
        mask: the number of its data mask, 0 to 7.
    """
    return _HEADER in qr_codewords.modes(modules, mask)


def _place(data: bytes) -> Sequence | None:
    if data[0] >> 4 != _HEADER:
        return None
    # Four bits each of the mode, the index and the count less 1, and eight of the parity.
    header = int.from_bytes(data[:3], "big") >> 4
    index, count, parity = header >> 12 & 0xF, header >> 8 & 0xF, header & 0xFF
    return Sequence(index + 1, count + 1, str(parity))
