"""A set of hashes in a sixth of the memory of Python's: for one value of each of many rows."""

from array import array

_FIRST_SIZE = 1_024


class HashSet:
    """Remembers hashes of 64 bits. Two values with the same hash are taken as equal.

    Open addressing with linear probing: an array of at most half as many entries as places, of
    which 0 is empty.
    """

    def __init__(self) -> None:
        self._places = array("q", bytes(8 * _FIRST_SIZE))
        self._count = 0

    def add(self, value: int) -> bool:
        """Add *value*; return True if it was there before."""
        if 2 * self._count >= len(self._places):
            self._grow()
        # 0 marks an empty place.
        return self._put(value or 1)

    def __contains__(self, value: int) -> bool:
        return bool(self._places[self._find(value or 1)])

    def _put(self, value: int) -> bool:
        at = self._find(value)
        if self._places[at]:
            return True
        self._places[at] = value
        self._count += 1
        return False

    def _find(self, value: int) -> int:
        """Return the place of *value*, or the empty one where it belongs."""
        places = self._places
        at = value % len(places)
        while places[at] and places[at] != value:
            at = (at + 1) % len(places)
        return at

    def _grow(self) -> None:
        old = self._places
        # Twice as many places of eight bytes.
        self._places = array("q", bytes(16 * len(old)))
        self._count = 0
        for value in old:
            if value:
                self._put(value)
