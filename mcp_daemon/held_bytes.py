"""Counts the bytes of messages that the daemon holds for one connection."""

from collections import deque

from common.services.byte_budget import ByteBudget

# Of one daemon: partly received messages, those read ahead, and the arguments of calls under way.
MAX_BYTES = 128 * 1024 * 1024
# One address may have 100 connections, each with a message of 1 MiB: most clients have one.
MAX_BYTES_PER_ADDRESS = 16 * 1024 * 1024
SMALL_BYTES = 256 * 1024


def message_budget() -> ByteBudget:
    """Return the budget that the connections of a daemon share."""
    return ByteBudget(MAX_BYTES, MAX_BYTES_PER_ADDRESS, SMALL_BYTES)


class HeldBytes:
    """The messages of one connection that are not processed: some complete, the last one in part.

    A client may send messages together with the handshake, before its address is known: they are
    charged to a budget as soon as there is one.
    """

    # Every connection has one, and most are idle: a deque, even an empty one, has 600 bytes.
    __slots__ = ("_address", "_budget", "_charged", "_complete", "_fragments")

    def __init__(self) -> None:
        self._budget: ByteBudget | None = None
        self._address = ""
        self._charged = 0
        # Bytes of complete messages, oldest first, and of the frames of an incomplete one.
        self._complete: deque[int] | None = None
        self._fragments = 0

    def charge_to(self, budget: ByteBudget, address: str) -> None:
        """Charge what is held, and what follows, to *address*."""
        self._budget, self._address = budget, address
        self._charged = self._fragments + sum(self._complete or ())
        budget.add(address, self._charged)

    def add_frame(self, count: int, *, is_last: bool) -> None:
        """Add a frame of a message, which may be its last one."""
        self._fragments += count
        if is_last:
            if self._complete is None:
                self._complete = deque()
            self._complete.append(self._fragments)
            self._fragments = 0

    def update(self, unparsed: int) -> bool:
        """Charge what is held now, with *unparsed* bytes of a frame.

        Returns:
            False if the address has no room for it, so that the connection has to be closed.
        """
        if self._budget is None:
            return True
        held = unparsed + self._fragments + sum(self._complete or ())
        change = held - self._charged
        # Nothing is taken if there is no room: the connection is closed instead.
        if change > 0 and not self._budget.take(self._address, change):
            return False
        if change < 0:
            self._budget.release(self._address, -change)
        self._charged = held
        return True

    def take_message(self) -> None:
        """Remove the oldest message: its reader counts it from here on."""
        assert self._complete is not None  # noqa: S101  # it has the message
        count = self._complete.popleft()
        if not self._complete:
            self._complete = None
        if self._budget is not None:
            self._charged -= count
            self._budget.release(self._address, count)

    def close(self) -> None:
        """Charge nothing any more."""
        if self._budget is not None:
            self._budget.release(self._address, self._charged)
            self._budget = None
