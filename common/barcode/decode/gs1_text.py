"""Element strings as people write them, from what a symbol carries."""

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError

# ISO/IEC 15424: GS1 data in Code 128; any identifier of GS1 data would do.
_GS1_IDENTIFIER = "]C1"


def element_string(content: bytes) -> str:
    """Return the GS1 elements of *content* in brackets, or as they are if they are not valid.

    Args:
        content: element strings, separated by GS (character 29) if they have no fixed length.
    """
    text = content.decode("latin-1")
    try:
        # The symbol announced GS1 data. Bare digits could also be a GTIN.
        return gs1.written(gs1.parse(f"{_GS1_IDENTIFIER}{text}"))
    except DataError:
        return text
