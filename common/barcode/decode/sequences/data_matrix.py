"""The header of structured append in a Data Matrix. ISO/IEC 16022:2006, 5.6."""

from common.barcode.decode import data_matrix_codewords
from common.barcode.decode.matrices import Modules, transposed
from common.barcode.model.symbol import Sequence

_HEADER = 233  # the codeword of structured append, before all others
_WORDS = 4  # codewords of the header


def read(modules: Modules, *, is_damaged: bool = False) -> Sequence | None:
    """Return the place that *modules* state, or None if they state none.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark.
        is_damaged: True if some modules may be wrong.
    """
    # A mirrored symbol is read as well, and its modules come as they lie.
    for rows in (modules, transposed(modules)):
        # Correcting the whole symbol costs a hundred times the first words.
        if is_damaged:
            words = list(data_matrix_codewords.read(rows) or ())
        else:
            words = data_matrix_codewords.first_codewords(rows, _WORDS)
        if words:
            return _place(words)
    return None


def may_begin(modules: Modules) -> bool:
    """Return True if an undamaged symbol begins with the header.

    Args:
        modules: as `read` takes them.
    """
    # The left border is solid, the upper one dashed; in a mirrored symbol it is the other way.
    is_mirrored = sum(modules[0]) > sum(row[0] for row in modules)
    rows = transposed(modules) if is_mirrored else modules
    return data_matrix_codewords.first_codeword(rows) == _HEADER


def _place(words: list[int]) -> Sequence | None:
    if words[0] != _HEADER or len(words) < _WORDS:
        return None
    place, file = words[1], words[2:_WORDS]
    return Sequence((place >> 4) + 1, 17 - (place & 15), "".join(f"{word:03}" for word in file))
