"""Printers on the loopback interface: what arrives, the state of jobs, and failures."""

import struct

import pytest

from common.services.printers import printer
from common.services.printers.job import PrinterFailure, PrintJob
from common.setting_types import PrinterAddress, printers
from tests.common.services.printers.virtual import ipp_server, raw_port

DOCUMENT = [b"^XA", b"", b"^XZ\n" * 1_000]


def address(uri: str) -> PrinterAddress:
    (found,) = printers(f"desk={uri}")
    return found


def test_a_raw_port_receives_the_document_as_it_is() -> None:
    with raw_port() as port:
        job = printer.connect(address(f"tcp://127.0.0.1:{port.port}")).send(
            DOCUMENT, "application/zpl", "Labels"
        )
        assert job == PrintJob(0, "sent")
        assert port.documents == [b"".join(DOCUMENT)]


def test_a_raw_port_reports_no_jobs() -> None:
    with pytest.raises(PrinterFailure):
        printer.connect(address("tcp://127.0.0.1:9")).job(1)


@pytest.mark.parametrize("scheme", ["tcp", "ipp"])
def test_a_printer_that_is_off_is_a_failure(scheme: str) -> None:
    """The port of a closed socket."""
    with raw_port() as port:
        number = port.port
    with pytest.raises(PrinterFailure):
        printer.connect(address(f"{scheme}://127.0.0.1:{number}")).send(DOCUMENT, "a/b", "Labels")


def test_ipp_prints_a_document_and_reports_its_job() -> None:
    """RFC 8011, 4.2.1 and 4.3.4."""
    with ipp_server() as server:
        uri = f"ipp://127.0.0.1:{server.port}/ipp/print"
        found = printer.connect(address(uri))
        job = found.send(DOCUMENT, "application/pdf", "Labels")
        assert job == PrintJob(7, "completed")
        assert found.job(12) == PrintJob(12, "completed")
    (path, operation, attributes, document), (_, asked, of_job, _) = server.requests
    assert (path, operation, asked) == ("/ipp/print", 0x0002, 0x0009)
    assert list(attributes)[:3] == [
        "attributes-charset",
        "attributes-natural-language",
        "printer-uri",
    ]
    assert attributes["printer-uri"] == uri.encode()
    assert attributes["document-format"] == b"application/pdf"
    assert document == b"".join(DOCUMENT)
    assert of_job["job-id"] == struct.pack(">i", 12)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (0x0406, None),  # client-error-not-found
        (0x0503, None),  # server-error-device-error
        (0, b""),
        (0, b"\x01\x01\x00\x00\x00\x00\x00\x01\x01"),
        (0, b"\x01\x01\x00\x00\x00\x00\x00\x01\x03"),
        (0, b"\x01\x01\x00\x00\x00\x00\x00\x01\x47\xff\xff"),
    ],
)
def test_refusals_and_malformed_answers_are_failures(status: int, answer: bytes | None) -> None:
    with ipp_server() as server:
        server.status, server.answer = status, answer
        found = printer.connect(address(f"ipp://127.0.0.1:{server.port}/ipp/print"))
        with pytest.raises(PrinterFailure):
            found.send(DOCUMENT, "application/pdf", "Labels")
