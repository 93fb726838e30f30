"""Printers that speak IPP, and queues of CUPS, which speaks it too. RFC 8010 and 8011."""

import http.client
import struct
from collections.abc import Iterable, Iterator

from common.services.printers.job import SECONDS, PrinterFailure, PrintJob, State
from common.setting_types import PrinterAddress

_VERSION = b"\x01\x01"  # every IPP printer supports 1.1 (RFC 8011, 4.1.8)
_PRINT_JOB, _GET_JOB_ATTRIBUTES = 0x0002, 0x0009
_OPERATION_GROUP, _END = 0x01, 0x03
# Value tags of RFC 8010, 3.5.2.
_INTEGER, _ENUM = 0x21, 0x23
_NAME, _URI, _CHARSET, _LANGUAGE, _MEDIA_TYPE = 0x42, 0x45, 0x47, 0x48, 0x49
_LARGEST_ANSWER = 65_536
_STATES: dict[int, State] = {
    3: "pending",
    4: "held",
    5: "processing",
    6: "stopped",
    7: "canceled",
    8: "aborted",
    9: "completed",
}
_CUPS_RAW = "application/vnd.cups-raw"  # CUPS would print the commands of a language as text


class IppPrinter:
    """A printer at ``ipp://host/path``, or a queue of the local CUPS."""

    def __init__(self, address: PrinterAddress) -> None:
        self._address = address
        self._uri = f"ipp://{address.host}:{address.port}{address.path}"

    def send(self, document: Iterable[bytes], media_type: str, name: str) -> PrintJob:
        """Send *document* by Print-Job (RFC 8011, 4.2.1)."""
        is_language = media_type != "application/pdf"
        is_queue = self._address.scheme == "cups"
        # A queue would convert commands as if they were text.
        format = _CUPS_RAW if is_queue and is_language else media_type
        head = _request(
            _PRINT_JOB,
            (_URI, "printer-uri", self._uri.encode()),
            (_NAME, "requesting-user-name", b"barcodes"),
            (_NAME, "job-name", name.encode()[:255]),
            (_MEDIA_TYPE, "document-format", format.encode()),
        )
        return self._job(self._exchange(_chained(head, document)))

    def job(self, number: int) -> PrintJob:
        """Ask for a job by Get-Job-Attributes (RFC 8011, 4.3.4)."""
        head = _request(
            _GET_JOB_ATTRIBUTES,
            (_URI, "printer-uri", self._uri.encode()),
            (_INTEGER, "job-id", struct.pack(">i", number)),
            (_NAME, "requesting-user-name", b"barcodes"),
        )
        return self._job(self._exchange(iter((head,))))

    def _exchange(self, body: Iterator[bytes]) -> dict[str, bytes]:
        connection = http.client.HTTPConnection(
            self._address.host, self._address.port, timeout=SECONDS
        )
        try:
            headers = {"Content-Type": "application/ipp", "Transfer-Encoding": "chunked"}
            path = self._address.path or "/"
            connection.request("POST", path, body, headers, encode_chunked=True)
            answer = connection.getresponse()
            # Bounded: a host that is no printer may send without end.
            content = answer.read(_LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise PrinterFailure(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        if answer.status != 200:
            raise PrinterFailure(f"HTTP status {answer.status}.")
        return _attributes(content)

    def _job(self, attributes: dict[str, bytes]) -> PrintJob:
        try:
            (number,) = struct.unpack(">i", attributes["job-id"])
            (state,) = struct.unpack(">i", attributes["job-state"])
            return PrintJob(number, _STATES[state])
        except (KeyError, struct.error):
            raise PrinterFailure("The answer of the printer has no job.") from None


def _chained(head: bytes, document: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    # An empty piece would end the chunked body (RFC 9112, 7.1).
    yield from (piece for piece in document if piece)


def _request(operation: int, *attributes: tuple[int, str, bytes]) -> bytes:
    """Return a request up to its document (RFC 8010, 3.1)."""
    first = ((_CHARSET, "attributes-charset", b"utf-8"),)
    second = ((_LANGUAGE, "attributes-natural-language", b"en"),)
    parts = [_VERSION, struct.pack(">HI", operation, 1), bytes((_OPERATION_GROUP,))]
    for tag, name, value in (*first, *second, *attributes):
        encoded = name.encode()
        parts.append(struct.pack(">BH", tag, len(encoded)) + encoded)
        parts.append(struct.pack(">H", len(value)) + value)
    parts.append(bytes((_END,)))
    return b"".join(parts)


def _attributes(content: bytes) -> dict[str, bytes]:
    """Return the first value of every attribute of an answer.

    Raises:
        PrinterFailure: the status is an error, or the answer is malformed.
    """
    try:
        (status,) = struct.unpack_from(">H", content, 2)
        if status >= 0x0100:  # below: successful (RFC 8011, appendix B)
            raise PrinterFailure(f"The printer refused it with IPP status 0x{status:04x}.")
        found: dict[str, bytes] = {}
        at = 8
        while content[at] != _END:
            if content[at] < 0x10:  # the begin of a group
                at += 1
                continue
            (length,) = struct.unpack_from(">H", content, at + 1)
            name = content[at + 3 : at + 3 + length].decode("ascii", "replace")
            at += 3 + length
            (length,) = struct.unpack_from(">H", content, at)
            # A further value of an attribute has no name.
            found.setdefault(name, content[at + 2 : at + 2 + length])
            at += 2 + length
    except (struct.error, IndexError):
        raise PrinterFailure("The answer of the printer is malformed.") from None
    return found
