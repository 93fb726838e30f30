"""Tokens: JSON Web Tokens (RFC 7519) that this service signs and reads."""

import math

import jwt
from jwt.types import Options
from msgspec import Struct

from common.services.accounts.errors import BadCredentials
from common.services.clock import Clock

ISSUER = "theBarcodeAPI"


class Token(Struct, frozen=True):
    """A token and how long it is good.

    Attributes:
        value: what the caller sends back.
        expires_in_seconds: from now.
    """

    value: str
    expires_in_seconds: int


class Claims(Struct, frozen=True):
    """What a token says: whose it is, since and until when, in seconds since 1970-01-01 UTC."""

    user_id: int
    issued_at: float
    expires_at: int


class Tokens:
    """Signs and reads tokens. Arguments: the key, the algorithm, the lifetime, and the clock."""

    def __init__(self, key: str, algorithm: str, lifetime_seconds: int, clock: Clock) -> None:
        self._key = key
        self._algorithm = algorithm
        self._lifetime_seconds = lifetime_seconds
        self._clock = clock

    def sign(self, user_id: int, issued_at: float | None = None) -> Token:
        """Return a token for the user with that id, as of *issued_at* or now."""
        now = self._clock.now() if issued_at is None else issued_at
        claims = {
            "iss": ISSUER,
            "sub": str(user_id),
            # To the millisecond, so that a new password ends what came before it and no more.
            "iat": round(now, 3),
            "exp": int(now) + self._lifetime_seconds,
        }
        return Token(
            jwt.encode(claims, self._key, algorithm=self._algorithm), self._lifetime_seconds
        )

    def read(self, value: str) -> Claims:
        """Return what the token *value* says.

        Raises:
            BadCredentials: it is not ours, was changed, or has expired.
        """
        # The clock is ours, so that expiry is checked here.
        unchecked: Options = {
            "verify_exp": False,
            "verify_iat": False,
            "require": ["exp", "iat", "sub"],
        }
        try:
            claims = jwt.decode(
                value, self._key, algorithms=[self._algorithm], issuer=ISSUER, options=unchecked
            )
            found = Claims(int(claims["sub"]), float(claims["iat"]), int(claims["exp"]))
            # JSON as Python reads it knows NaN and Infinity; compared it is in milliseconds.
            if not math.isfinite(found.issued_at * 1000):
                raise ValueError
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            raise BadCredentials("The token is not valid.") from None
        self.check(found)
        return found

    def check(self, claims: Claims) -> None:
        """Return where a token with *claims* has not expired.

        Raises:
            BadCredentials: it has.
        """
        if claims.expires_at <= self._clock.now():
            raise BadCredentials("The token has expired.")
