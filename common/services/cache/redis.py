"""What all machines keep of drawings in Redis, sealed so that nothing else is ever served.

An entry is an HMAC of its key and value, then the value: one that was truncated, exchanged, or
written by somebody who does not hold the signing key is as good as missing.
"""

import hashlib
import hmac
from importlib import resources

from common.services import wait_budget
from common.services.errors import StateUnavailable
from common.services.redis_server import RedisServer

# Beside a slow Redis drawing is quicker, and what a request may wait is needed for counting.
MOST_WAITED_SECONDS = 0.05

SEAL_BYTES = hashlib.sha256().digest_size
MOST_VALUE_BYTES = 1_048_576
# Beyond that it is not ours, and to read it would take long.
MOST_ENTRY_BYTES = SEAL_BYTES + MOST_VALUE_BYTES
PREFIX, INDEX, SIZES = (f"barcode:{{cache}}:{name}" for name in ("entry:", "index", "sizes"))


class RedisCache:
    """Keeps values up to *most_bytes* in all for *ttl_seconds*; a Redis that is gone keeps none."""

    def __init__(
        self, server: RedisServer, signing_key: str, ttl_seconds: int, most_bytes: int
    ) -> None:
        self._server = server
        # A key of its own: no seal is ever good for anything else that the signing key signs.
        self._key = hmac.digest(signing_key.encode(), b"cached drawings", "sha256")
        self._ttl_seconds = ttl_seconds
        self._most_bytes = most_bytes
        source = resources.files(__package__).joinpath("put.lua").read_text(encoding="utf-8")
        self._put = server.script(source)

    def get(self, key: str) -> bytes | None:
        """Return the value of *key*, or None."""
        if wait_budget.waited_seconds() > MOST_WAITED_SECONDS:
            return None
        try:
            entry = self._server.call(
                lambda client: client.getrange(PREFIX + key, 0, MOST_ENTRY_BYTES)
            )
        except StateUnavailable:
            return None
        if not isinstance(entry, bytes):
            return None
        seal, value = entry[:SEAL_BYTES], entry[SEAL_BYTES:]
        return value if hmac.compare_digest(seal, self._seal(key, value)) else None

    def put(self, key: str, value: bytes) -> None:
        """Keep *value* where Redis answers."""
        if (
            len(value) + SEAL_BYTES > self._most_bytes
            or wait_budget.waited_seconds() > MOST_WAITED_SECONDS
        ):
            return
        entry = self._seal(key, value) + value
        try:
            self._put(
                [PREFIX + key, INDEX, SIZES], [entry, key, self._ttl_seconds, self._most_bytes]
            )
        except StateUnavailable:
            return

    def _seal(self, key: str, value: bytes) -> bytes:
        return hmac.digest(self._key, key.encode() + b"\0" + value, "sha256")
