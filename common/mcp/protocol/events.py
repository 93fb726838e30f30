"""What a session wants done: the edge does it."""

from dataclasses import dataclass

from common.mcp.protocol.calls import Call


@dataclass(frozen=True, slots=True)
class Send:
    """Send this text to the client.

    Attributes:
        code: the error code where it answers a request with an error, for transports that have
            codes of their own (HTTP); else None.
    """

    text: bytes
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Run this call."""

    call: Call


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop this call where that is easy; its outcome goes nowhere."""

    call: Call


Event = Send | Start | Stop
