"""The drawn images that one process keeps, bounded by bytes and by age.

Drawing is a pure function of its options, so an entry is never wrong, only unused. Processes share
nothing here: Redis would cost a round trip per request, which is more than most drawings cost, and
every value from it would need a signature.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Literal, Protocol, TypeVar

from common.services.clock import Clock


class Image(Protocol):
    """The parts of an image whose size varies, by which the cache measures it."""

    @property
    def body(self) -> bytes:
        """The bytes of the file."""

    @property
    def data(self) -> str:
        """The data as encoded."""

    @property
    def text(self) -> str:
        """The text that is printed."""


Drawn = TypeVar("Drawn", bound=Image)

Use = Literal["hit", "miss", "bypass"]

MAX_BYTES = 16 * 1_048_576
# The Python objects of a key and a value, and their place in the table.
OVERHEAD_BYTES = 2_048
# A Python string takes up to four bytes per character.
BYTES_PER_CHARACTER = 4


class ImageCache:
    """A least-recently-used cache. Thread-safe.

    Arguments:
        clock: the clock that entries age by.
        ttl_seconds: the age at which an entry is dropped; 0 keeps none.
        max_bytes: the size of all entries together.
    """

    def __init__(
        self,
        clock: Clock,
        ttl_seconds: float,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._clock = clock
        self._ttl_seconds = ttl_seconds
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[Any, float]] = OrderedDict()
        self._bytes = 0

    def get_or_draw(self, key: Hashable, draw: Callable[[], Drawn]) -> tuple[Drawn, Use]:
        """Return the image of *key*, and whether it was cached.

        Args:
            key: the options that the image depends on. One kind of key has one type of image.
            draw: draws the image if there is no entry. Its errors pass through.
        """
        found: Drawn | None = self.get(key)
        if found is not None:
            return found, "hit"
        # Outside of the lock: two threads may draw the same image, but none waits for another.
        value = draw()
        return value, "miss" if self.put(key, value) else "bypass"

    def get(self, key: Hashable) -> Any:
        """Return the image of *key*, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            value, expires_at = entry
            if expires_at <= self._clock.monotonic():
                self._drop(key)
                return None
            # The first entry is the one that was unused for the longest time.
            self._entries.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Image) -> bool:
        """Keep *value*; return False if it is larger than the whole cache, or nothing is kept."""
        size = _bytes_of(value)
        if size > self._max_bytes or not self._ttl_seconds:
            return False
        with self._lock:
            # Another thread may have drawn the same image in the meantime.
            if key in self._entries:
                self._drop(key)
            self._entries[key] = (value, self._clock.monotonic() + self._ttl_seconds)
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))
        return True

    def _drop(self, key: Hashable) -> None:
        value, _ = self._entries.pop(key)
        self._bytes -= _bytes_of(value)


def _bytes_of(image: Image) -> int:
    characters = len(image.data) + len(image.text)
    return len(image.body) + BYTES_PER_CHARACTER * characters + OVERHEAD_BYTES
