"""Read the barcodes in a picture that a caller sends."""

from collections.abc import Callable

from common.barcode import reader
from common.barcode.reader import Found
from common.services.bundle import Services
from common.services.caller import Caller

Read = Callable[[bytes], tuple[Found, ...]]


def decode(
    services: Services, caller: Caller, picture: bytes, *, read: Read = reader.read
) -> tuple[Found, ...]:
    """Return every barcode in *picture*, from top to bottom, and count the reading for *caller*.

    Args:
        services: the services to count in.
        caller: on whose account.
        picture: a file in one of the reader's image formats.
        read: the reader, for an edge that must run it on a thread of its own.

    Raises:
        UnreadablePicture: it can't be opened, or is too large.
    """
    found = read(picture)
    services.metrics.count("pictures_decoded", interface=caller.interface)
    return found
