"""Sends documents to the printers of the setting PRINTERS, and asks for the state of their jobs.

    PrinterFailure   the printer could not be reached, or refused the document

Only the operator names addresses. Callers name a printer.
"""

from collections.abc import Iterable
from typing import Protocol

from common.services.printers.ipp import IppPrinter
from common.services.printers.job import PrinterFailure, PrintJob
from common.services.printers.raw import RawPrinter
from common.setting_types import PrinterAddress

__all__ = ["Printer", "PrinterFailure", "connect"]


class Printer(Protocol):
    """A printer."""

    def send(self, document: Iterable[bytes], media_type: str, name: str) -> PrintJob:
        """Send a document.

        Args:
            document: the pieces of the document.
            media_type: its media type.
            name: name of the job.

        Raises:
            PrinterFailure: the printer can't be reached, or refuses the document.
        """
        ...

    def job(self, number: int) -> PrintJob:
        """Return the job *number* as the printer reports it now.

        Raises:
            PrinterFailure: the printer can't be reached, or does not know the job.
        """
        ...


def connect(address: PrinterAddress) -> Printer:
    """Return the printer at *address*; nothing is sent yet."""
    if address.scheme == "tcp":
        return RawPrinter(address)
    return IppPrinter(address)
