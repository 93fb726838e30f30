"""Tickets, with which browsers open an MCP socket because they can't set headers there.

A ticket represents the credentials that it was issued for, or none. It can be redeemed once, within
seconds. It is stored as a digest in Redis, or in the machine's file if Redis does not answer.
"""

import hashlib
import secrets
import sqlite3
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from common.services.accounts.authentication import Identity
from common.services.accounts.tokens import Claims
from common.services.clock import Clock
from common.services.errors import StateUnavailable
from common.services.local_state import LocalState

if TYPE_CHECKING:  # Redis' client is imported only if it is used
    from common.services.redis_server import RedisServer

TICKET_BYTES = 24

# GETDEL in one step; Redis has that command only since 6.2.
TAKE = """
local proof = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return proof
"""
DELETE_EXPIRED = "DELETE FROM tickets WHERE expires_at <= ?"
ADD = "INSERT INTO tickets VALUES (?, ?, ?)"
REDEEM = "DELETE FROM tickets WHERE digest = ? AND expires_at > ? RETURNING proof"


class Proof(Struct, frozen=True):
    """The credential that a ticket represents: a token's claims, an API key's digest, or none."""

    claims: Claims | None = None
    digest: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether the ticket was issued without credentials."""
        return self.claims is None and not self.digest


class Ticket(Struct, frozen=True):
    """A ticket and its lifetime.

    Attributes:
        value: offered as the subprotocol ``ticket.<value>``.
        expires_in_seconds: from now.
    """

    value: str
    expires_in_seconds: int


class Tickets:
    """Issues and redeems tickets. Thread-safe.

    Arguments:
        state: the state of this machine.
        redis: the state of all machines, or None.
        clock: the time.
        ttl_seconds: the lifetime of a ticket.
    """

    def __init__(
        self, state: LocalState, redis: "RedisServer | None", clock: Clock, ttl_seconds: int
    ) -> None:
        self._state = state
        self._redis = redis
        # Always, as in `_store_in_redis`.
        self._take = None if redis is None else redis.script(TAKE, always=True)
        self._clock = clock
        self._ttl_seconds = ttl_seconds

    def issue(self, identity: Identity | None) -> Ticket:
        """Return a new ticket for *identity*, or one without credentials.

        Raises:
            StateUnavailable: it can't be stored.
        """
        proof = Proof() if identity is None else Proof(identity.claims, identity.digest)
        encoded = msgspec.json.encode(proof)
        # A Redis that was stopped may store the first value later. That does no harm: the ticket
        # in the file has another value, and the first one was never returned.
        value = self._store_in_redis(encoded) or self._store_in_file(encoded)
        return Ticket(value, self._ttl_seconds)

    def redeem(self, value: str) -> Proof | None:
        """Return the credential of the ticket *value*, once; None if the ticket is not valid.

        Raises:
            StateUnavailable: the machine's file does not answer.
        """
        # Only digests are stored: who reads Redis or the file can't use the tickets.
        digest = _digest(value)
        encoded = self._take_from_redis(digest) or self._take_from_file(digest)
        try:
            return None if encoded is None else msgspec.json.decode(encoded, type=Proof)
        except msgspec.DecodeError:
            return None  # issued by another version, during an upgrade

    def _store_in_redis(self, proof: bytes) -> str | None:
        if self._redis is None:
            return None
        value = secrets.token_urlsafe(TICKET_BYTES)
        key = _key(_digest(value))
        try:
            # Always: a ticket in the machine's file is valid on this machine only.
            self._redis.call(
                lambda client: client.set(key, proof, ex=self._ttl_seconds), always=True
            )
        except StateUnavailable:
            return None
        return value

    def _store_in_file(self, proof: bytes) -> str:
        # Only a digest is stored: a copy of the file opens no socket.
        value, now = secrets.token_urlsafe(TICKET_BYTES), self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            # Deleted here, so that the table needs no job of its own and stays small.
            connection.execute(DELETE_EXPIRED, (now,))
            connection.execute(ADD, (_digest(value), proof.decode(), now + self._ttl_seconds))

        self._state.run(write)
        return value

    def _take_from_redis(self, digest: str) -> bytes | None:
        # Without Redis, tickets are in the machine's file only.
        if self._take is None:
            return None
        try:
            proof: bytes | None = self._take([_key(digest)], [])
        except StateUnavailable:
            return None
        return proof

    def _take_from_file(self, digest: str) -> str | None:
        def take(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(REDEEM, (digest, self._clock.now())).fetchone()
            return None if row is None else str(row[0])

        return self._state.run(take)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()


def _key(digest: str) -> str:
    return f"barcode:{{{digest}}}:ticket"
