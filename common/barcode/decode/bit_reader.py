"""Reads numbers of any number of bits."""

from collections.abc import Iterable


class OutOfBits(Exception):
    """Fewer bits are left than were to be read."""


class BitReader:
    """Reads bits from the first to the last.

    Args:
        bits: each 0 or 1.
    """

    def __init__(self, bits: Iterable[int]) -> None:
        # Slices of a text convert to numbers in C, which is faster than adding up bits.
        self._text = "".join("1" if bit else "0" for bit in bits)
        self._at = 0

    @property
    def left(self) -> int:
        """Return how many bits are left."""
        return len(self._text) - self._at

    def peek(self, count: int) -> int:
        """Return the next *count* bits as a number without using them up.

        Raises:
            OutOfBits: fewer are left.
        """
        if count > self.left:
            raise OutOfBits
        return int(self._text[self._at : self._at + count] or "0", 2)

    def take(self, count: int) -> int:
        """Return the next *count* bits as a number.

        Raises:
            OutOfBits: fewer are left.
        """
        value = self.peek(count)
        self._at += count
        return value


def bits_of(words: Iterable[int], size: int) -> list[int]:
    """Return the bits of *words*, *size* of each, the highest first."""
    return [word >> place & 1 for word in words for place in range(size - 1, -1, -1)]
