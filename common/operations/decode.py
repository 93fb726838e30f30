"""Read the barcodes in a picture that a caller sends."""

from collections.abc import Callable

from common.barcode.decode import reader
from common.barcode.decode.reader import Found
from common.operations.quota import Quota

Read = Callable[[bytes], tuple[Found, ...]]


def decode(quota: Quota, picture: bytes, *, read: Read = reader.read) -> tuple[Found, ...]:
    """Return every barcode in *picture*, from top to bottom, on *quota*.

    Args:
        quota: of the request; a picture that was read costs as much as one drawn.
        picture: a file in one of the reader's image formats.
        read: the reader, for an edge that must run it on a thread of its own.

    Raises:
        UnreadablePicture: it can't be opened, or is too large.
        LimitReached: the caller has to wait.
    """
    with quota.charged(format="decode"):
        found = read(picture)
    quota.services.metrics.count("pictures_decoded", interface=quota.caller.interface)
    return found
