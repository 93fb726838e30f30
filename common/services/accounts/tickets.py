"""Tickets: what browsers, which can't set headers, open an MCP socket with.

A ticket stands for the credentials that it was issued for, or for none; it is good once and for
seconds. It is kept as a digest in Redis, or in the machine's file where Redis does not answer.
"""

import hashlib
import secrets
import sqlite3

import msgspec
from msgspec import Struct

from common.services.accounts.authentication import Identity
from common.services.accounts.tokens import Claims
from common.services.clock import Clock
from common.services.errors import StateUnavailable
from common.services.local_state import LocalState
from common.services.redis_server import RedisServer

TICKET_BYTES = 24

TAKE = """
only('string', KEYS[1])
local proof = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return proof
"""
TAKE_ROW = "DELETE FROM tickets WHERE digest = ? AND expires_at > ? RETURNING proof"


class Proof(Struct, frozen=True):
    """What a ticket stands for: a token's claims, an API key's digest, or neither."""

    claims: Claims | None = None
    digest: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether it was issued to somebody without credentials."""
        return self.claims is None and not self.digest


class Ticket(Struct, frozen=True):
    """A ticket and how long it is good.

    Attributes:
        value: offered as the subprotocol ``ticket.<value>``.
        expires_in_seconds: from now.
    """

    value: str
    expires_in_seconds: int


class Tickets:
    """Issues and takes tickets. Thread-safe.

    Arguments: the machine's state, Redis or None, the clock, and how long a ticket is good.
    """

    def __init__(
        self, machine: LocalState, redis: RedisServer | None, clock: Clock, ttl_seconds: int
    ) -> None:
        self._machine = machine
        self._redis = redis
        # Always: kept by this machine, a ticket would be good for no other.
        self._take = None if redis is None else redis.script(TAKE, always=True)
        self._clock = clock
        self._ttl_seconds = ttl_seconds

    def issue(self, identity: Identity | None) -> Ticket:
        """Return a new ticket for *identity*, or for nobody.

        Raises:
            StateUnavailable: it can't be kept.
        """
        known = Proof() if identity is None else Proof(identity.claims, identity.digest)
        proof = msgspec.json.encode(known)
        # A Redis that was stopped may keep later what we gave up; nobody then knows the value.
        value = self._kept_in_redis(proof) or self._kept_in_machine(proof)
        return Ticket(value, self._ttl_seconds)

    def redeem(self, value: str) -> Proof | None:
        """Return what the ticket *value* stands for, this once; None where it is not good.

        Raises:
            StateUnavailable: the machine's file does not answer.
        """
        digest = _digest(value)
        found = self._taken_from_redis(digest) or self._taken_from_machine(digest)
        try:
            return None if found is None else msgspec.json.decode(found, type=Proof)
        except msgspec.DecodeError:
            return None  # somebody else's, or of another version

    def _kept_in_redis(self, proof: bytes) -> str | None:
        if self._redis is None:
            return None
        value = secrets.token_urlsafe(TICKET_BYTES)
        name = _key(_digest(value))
        try:
            self._redis.call(
                lambda client: client.set(name, proof, ex=self._ttl_seconds), always=True
            )
        except StateUnavailable:
            return None  # the machine's file does as well, for clients of this machine
        return value

    def _kept_in_machine(self, proof: bytes) -> str:
        value, now = secrets.token_urlsafe(TICKET_BYTES), self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM tickets WHERE expires_at <= ?", (now,))
            row = (_digest(value), proof.decode(), now + self._ttl_seconds)
            connection.execute("INSERT INTO tickets VALUES (?, ?, ?)", row)

        self._machine.run(write)
        return value

    def _taken_from_redis(self, digest: str) -> bytes | None:
        if self._take is None:
            return None
        try:
            found: bytes | None = self._take([_key(digest)], [])
        except StateUnavailable:
            return None
        return found

    def _taken_from_machine(self, digest: str) -> str | None:
        def take(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(TAKE_ROW, (digest, self._clock.now())).fetchone()
            return None if row is None else str(row[0])

        return self._machine.run(take)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()


def _key(digest: str) -> str:
    return f"barcode:{{{digest}}}:ticket"
