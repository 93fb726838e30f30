"""Read the barcodes in a picture or document."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext

from msgspec import Struct, structs

from common.barcode.decode import reader
from common.barcode.decode.found import Found
from common.barcode.decode.reader import FileRead, PageRead, Wanted
from common.barcode.model.errors import UnreadableImage
from common.barcode.pages import selection
from common.content import catalogue
from common.content.content_type import Explanation
from common.operations import isolated_parsing
from common.operations.quota import Quota
from common.services.isolation.client import never

Read = Callable[[bytes, Wanted], FileRead]
Progress = Callable[[float, float | None, str], None]
EVERYTHING = Wanted()
# Pages are read until this part of a request's time is over. The last one may take a parser's.
_SHARE_OF_REQUEST = 0.5


class DecodedBarcode(Found, frozen=True):
    """A barcode in a picture, and what its payload means.

    Attributes:
        explanation: the meaning, if the payload follows an application standard.
    """

    explanation: Explanation | None = None


class DecodedFile(Struct, frozen=True):
    """What was read of a file.

    Attributes:
        page_count: pages or frames in the file.
        pages: those that were read.
        barcodes: every barcode on them, by page, from top to bottom.
    """

    page_count: int
    pages: tuple[PageRead, ...]
    barcodes: tuple[DecodedBarcode, ...]


def _explained(found: Found) -> DecodedBarcode:
    values = {name: getattr(found, name) for name in Found.__struct_fields__}
    return DecodedBarcode(**values, explanation=catalogue.explain(_payload(found), found.content))


def _payload(found: Found) -> str:
    """Return the text to explain."""
    # Only the symbology identifier distinguishes raw GS1 data from other data (ISO/IEC 15424).
    return f"{found.symbology_identifier}{found.text}" if found.gs1_elements else found.text


def _drop_progress(done: float, total: float | None, message: str) -> None:
    """Drop a progress report."""


def decode(
    quota: Quota,
    picture: bytes,
    wanted: Wanted = EVERYTHING,
    *,
    read: Read = reader.read_file,
    cancelled: Callable[[], bool] = never,
    progress: Progress = _drop_progress,
) -> DecodedFile:
    """Read every barcode in a picture or document.

    Args:
        quota: the quota of the request; reading a page costs as much as drawing a barcode.
        picture: a file that the reader opens.
        wanted: what to read of it.
        read: the reader to call if no pool of processes parses files; an edge may wrap it so that
            it runs in a thread.
        cancelled: returns True once the result is of no use.
        progress: receives the number of pages that were read, their total, and a sentence.

    Raises:
        OptionError: the file has no such page, or too many are chosen.
        UnreadableImage: it can't be opened, is too large, or takes too much time or memory.
        LimitReached: the caller has to wait.
        ServiceError: too many files are waiting to be parsed.
    """
    services = quota.services
    end = services.clock.monotonic() + _SHARE_OF_REQUEST * services.settings.request_timeout

    def next_part(wanted: Wanted) -> FileRead:
        return isolated_parsing.read_barcodes(
            services, picture, wanted, quota.caller.key, cancelled, read
        )

    with quota.charged(format="decode", requests=quota.requests_for(len(picture))):
        parts = [next_part(wanted)]
        total = len(parts[0].pages) + len(parts[0].unread)
        others = quota.charged(format="decode", cost=total - 1, requests=0)
        with others if total > 1 else nullcontext():
            while unread := parts[-1].unread:
                progress(total - len(unread), total, f"Read {total - len(unread)} pages.")
                if services.clock.monotonic() > end:
                    raise _too_long(parts)
                parts.append(next_part(structs.replace(wanted, pages=_ranges(unread))))
    services.metrics.count("pictures_decoded", interface=quota.caller.interface)
    return DecodedFile(
        parts[0].page_count,
        tuple(page for part in parts for page in part.pages),
        tuple(_explained(found) for part in parts for found in part.barcodes),
    )


def _ranges(numbers: Iterable[int]) -> selection.Ranges:
    return tuple((number, number) for number in numbers)


def _too_long(parts: list[FileRead]) -> UnreadableImage:
    """Return the error of a file whose pages take longer than a request."""
    done = [page.number for part in parts for page in part.pages]
    first = selection.written(done)
    rest = selection.written(parts[-1].unread)
    return UnreadableImage.of(
        "pages",
        "pages.too_costly",
        f"Reading these pages takes longer than a request may: {len(done)} of"
        f" {len(done) + len(parts[-1].unread)} were read.",
        f"Read fewer at a time: pages={first}, then pages={rest}.",
        first,
    )
