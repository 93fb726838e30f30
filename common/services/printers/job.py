"""A print job, and the failure of one."""

from typing import Literal

from msgspec import Struct

State = Literal[
    "sent", "pending", "held", "processing", "stopped", "canceled", "aborted", "completed"
]
SECONDS = 10.0  # to connect, and between two pieces that the printer takes


class PrintJob(Struct, frozen=True):
    """A job.

    Attributes:
        number: its number at the printer; 0 if the printer has no job numbers.
        state: ``sent`` if the printer reports no state, else as RFC 8011, 5.3.7.
    """

    number: int
    state: State


class PrinterFailure(Exception):
    """The printer could not be reached, or refused a document or a question."""
