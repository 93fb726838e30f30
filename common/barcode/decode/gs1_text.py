"""Element strings as people write them, from what a symbol carries."""

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError


def element_string(content: bytes) -> str:
    """Return the GS1 elements of *content* in brackets, or as they are if they are not valid.

    Args:
        content: element strings, separated by GS (character 29) where they have no fixed length.
    """
    text = content.decode("latin-1")
    try:
        return gs1.written(gs1.parse(text))
    except DataError:
        return text
