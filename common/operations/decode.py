"""Read the barcodes in a picture."""

from collections.abc import Callable, Iterable

from common.barcode.decode import reader, wanted_formats
from common.barcode.decode.found import Found
from common.content import catalogue
from common.content.content_type import Explanation
from common.operations import isolated_parsing
from common.operations.quota import Quota
from common.services.isolation.client import never

Read = Callable[[bytes, tuple[str, ...]], tuple[Found, ...]]


class DecodedBarcode(Found, frozen=True):
    """A barcode in a picture, and what its payload means.

    Attributes:
        explanation: the meaning, if the payload follows an application standard.
    """

    explanation: Explanation | None = None


def _explained(found: Found) -> DecodedBarcode:
    values = {name: getattr(found, name) for name in Found.__struct_fields__}
    return DecodedBarcode(**values, explanation=catalogue.explain(_payload(found), found.content))


def _payload(found: Found) -> str:
    """Return the text to explain."""
    # Only the symbology identifier distinguishes raw GS1 data from other data (ISO/IEC 15424).
    return f"{found.symbology_identifier}{found.text}" if found.gs1_elements else found.text


def decode(
    quota: Quota,
    picture: bytes,
    *,
    formats: str | Iterable[str] = (),
    read: Read = reader.read,
    cancelled: Callable[[], bool] = never,
) -> tuple[DecodedBarcode, ...]:
    """Return every barcode in *picture*, from top to bottom.

    Args:
        quota: the quota of the request; reading a picture costs as much as drawing one.
        picture: a file in one of the reader's image formats.
        formats: ids or aliases of the symbologies to look for, in a list or separated by commas;
            none looks for all.
        read: the reader to call if no pool of processes parses pictures; an edge may wrap it so
            that it runs in a thread.
        cancelled: returns True once the result is of no use.

    Raises:
        UnknownSymbology: one of *formats* is unknown.
        UnreadableImage: it can't be opened, is too large, or takes too much time or memory.
        LimitReached: the caller has to wait.
        ServiceError: too many files are waiting to be parsed.
    """
    wanted = wanted_formats.parse(formats)
    with quota.charged(format="decode"):
        found = isolated_parsing.read_barcodes(
            quota.services, picture, quota.caller.key, cancelled, read, wanted
        )
    quota.services.metrics.count("pictures_decoded", interface=quota.caller.interface)
    return tuple(map(_explained, found))
