"""Printers that take their language on a TCP port, mostly 9100; they report no jobs."""

import socket
from collections.abc import Iterable
from contextlib import suppress

from common.services.printers.job import SECONDS, PrinterFailure, PrintJob
from common.setting_types import PrinterAddress

_LINGER_SECONDS = 2.0


class RawPrinter:
    """A printer at ``tcp://host:port``."""

    def __init__(self, address: PrinterAddress) -> None:
        self._place = (address.host, address.port)

    def send(self, document: Iterable[bytes], media_type: str, name: str) -> PrintJob:
        """Send *document* as it is; the port has no place for a media type or a name."""
        try:
            with socket.create_connection(self._place, SECONDS) as connection:
                for piece in document:
                    connection.sendall(piece)
                _drain(connection)
        except OSError as error:  # TimeoutError is one
            raise PrinterFailure(str(error)) from error
        return PrintJob(0, "sent")

    def job(self, number: int) -> PrintJob:
        """Raise PrinterFailure: such a printer reports no jobs."""
        raise PrinterFailure("This printer reports no jobs.")


def _drain(connection: socket.socket) -> None:
    """Wait until the printer has read all: closing at once could reset the connection."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(_LINGER_SECONDS)
    # A printer that keeps the connection open has taken everything.
    with suppress(TimeoutError):
        while connection.recv(1_024):
            pass
