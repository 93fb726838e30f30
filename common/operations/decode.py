"""Read the barcodes in pictures and documents."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack

from msgspec import Struct, structs

from common.barcode.decode import joining, reader
from common.barcode.decode.found import Found
from common.barcode.decode.reader import FileRead, PageRead, Wanted
from common.barcode.encode.gs1 import prefixes
from common.barcode.model.errors import OptionError, UnreadableImage
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
        issuer: who issued the GS1 Prefix of its product or logistic unit number, empty if none.
    """

    explanation: Explanation | None = None
    issuer: str = ""


class DecodedFile(Struct, frozen=True):
    """What was read of the files of a request.

    Attributes:
        page_count: pages or frames in all files.
        pages: those that were read.
        barcodes: every barcode on them, by file and page, from top to bottom. The symbols of a
            message are one of them, at the place of its first, if they were joined.
    """

    page_count: int
    pages: tuple[PageRead, ...]
    barcodes: tuple[DecodedBarcode, ...]


def _explained(found: Found) -> DecodedBarcode:
    values = {name: getattr(found, name) for name in Found.__struct_fields__}
    return DecodedBarcode(
        **values,
        explanation=catalogue.explain(_payload(found), found.content),
        issuer=prefixes.issuer_of(found.format, found.text, found.gs1_elements),
    )


def _payload(found: Found) -> str:
    """Return the text to explain."""
    # Only the symbology identifier distinguishes raw GS1 data from other data (ISO/IEC 15424).
    return f"{found.symbology_identifier}{found.text}" if found.gs1_elements else found.text


def _drop_progress(done: float, total: float | None, message: str) -> None:
    """Drop a progress report."""


def decode(
    quota: Quota,
    files: Sequence[bytes],
    wanted: Wanted = EVERYTHING,
    *,
    join: bool = False,
    read: Read = reader.read_file,
    cancelled: Callable[[], bool] = never,
    progress: Progress = _drop_progress,
) -> DecodedFile:
    """Read every barcode in pictures and documents.

    Args:
        quota: the quota of the request; reading a page costs as much as drawing a barcode.
        files: those that the reader opens; at least one.
        wanted: what to read of them.
        join: return the symbols of a message as one barcode.
        read: the reader to call if no pool of processes parses files; an edge may wrap it so that
            it runs in a thread.
        cancelled: returns True once the result is of no use.
        progress: receives the number of pages that were read, their total, and a sentence.

    Raises:
        OptionError: a file has no such page, too many are chosen, or pages of several files are.
        UnreadableImage: a file can't be opened, is too large, or takes too much time or memory, or
            a message can't be joined.
        LimitReached: the caller has to wait.
        ServiceError: too many files are waiting to be parsed.
    """
    if len(files) > 1 and wanted.pages:
        raise OptionError.of(
            "pages",
            "pages.several_files",
            f"pages chooses pages of one file, and there are {len(files)}.",
            "Send the file whose pages are chosen alone, or leave out pages.",
        )
    services = quota.services
    end = services.clock.monotonic() + _SHARE_OF_REQUEST * services.settings.request_timeout
    pages: list[PageRead] = []
    barcodes: list[Found] = []
    page_count = 0
    requests = quota.requests_for(sum(map(len, files)))
    # Everything is refunded if one file can't be read.
    with ExitStack() as charges:
        charges.enter_context(quota.charged(format="decode", cost=len(files), requests=requests))
        for number, content in enumerate(files, 1):
            if number > 1 and services.clock.monotonic() > end:
                raise _too_many_files(number - 1, len(files))

            # A default, because the loop gives the name another value later.
            def next_part(wanted: Wanted, content: bytes = content) -> FileRead:
                return isolated_parsing.read_barcodes(
                    services, content, wanted, quota.caller.key, cancelled, read
                )

            parts = [next_part(wanted)]
            total = len(parts[0].pages) + len(parts[0].unread)
            if total > 1:
                # The first page is paid with the file.
                others = quota.charged(format="decode", cost=total - 1, requests=0)
                charges.enter_context(others)
            while unread := parts[-1].unread:
                progress(total - len(unread), total, f"Read {total - len(unread)} pages.")
                if services.clock.monotonic() > end:
                    raise _too_long(parts)
                parts.append(next_part(structs.replace(wanted, pages=_ranges(unread))))
            page_count += parts[0].page_count
            pages += (structs.replace(one, file=number) for part in parts for one in part.pages)
            barcodes += (
                structs.replace(one, file=number) for part in parts for one in part.barcodes
            )
        found = joining.join(barcodes) if join else tuple(barcodes)
    services.metrics.count("pictures_decoded", interface=quota.caller.interface)
    return DecodedFile(page_count, tuple(pages), tuple(_explained(one) for one in found))


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


def _too_many_files(done: int, count: int) -> UnreadableImage:
    """Return the error of files that take longer than a request, after *done* of *count*."""
    return UnreadableImage.of(
        "body",
        "decode.too_costly",
        f"Reading these files takes longer than a request may: {done} of {count} were read.",
        "Send fewer files in a request, or smaller pictures: 1500 px across suffice for most.",
    )
