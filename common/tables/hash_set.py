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
        return self._put(value or 1)

    def __contains__(self, value: int) -> bool:
        value = value or 1
        places = self._places
        at = value % len(places)
        while places[at]:
            if places[at] == value:
                return True
            at = (at + 1) % len(places)
        return False

    def _put(self, value: int) -> bool:
        places = self._places
        at = value % len(places)
        while places[at]:
            if places[at] == value:
                return True
            at = (at + 1) % len(places)
        places[at] = value
        self._count += 1
        return False

    def _grow(self) -> None:
        old = self._places
        self._places = array("q", bytes(16 * len(old)))
        self._count = 0
        for value in old:
            if value:
                self._put(value)
