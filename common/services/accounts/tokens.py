"""Signs and reads tokens: JSON Web Tokens (RFC 7519)."""

import math

import jwt
from jwt.types import Options
from msgspec import Struct

from common.services.accounts.errors import BadCredentials
from common.services.clock import Clock

ISSUER = "theBarcodeAPI"


class Token(Struct, frozen=True):
    """A token and its lifetime.

    Attributes:
        value: the signed token, for ``Authorization: Bearer``.
        expires_in_seconds: from now.
    """

    value: str
    expires_in_seconds: int


class Claims(Struct, frozen=True):
    """The claims of a token.

    Attributes:
        user_id: its owner.
        issued_at: in seconds since 1970-01-01 UTC.
        expires_at: in seconds since 1970-01-01 UTC.
    """

    user_id: int
    issued_at: float
    expires_at: int


class Tokens:
    """Signs and reads tokens. Thread-safe.

    Arguments:
        key: the signing key.
        algorithm: such as ``HS256`` (RFC 7518, 3.1).
        lifetime_seconds: of a new token.
        clock: the time.
    """

    def __init__(self, key: str, algorithm: str, lifetime_seconds: int, clock: Clock) -> None:
        self._key = key
        self._algorithm = algorithm
        self._lifetime_seconds = lifetime_seconds
        self._clock = clock

    def sign(self, user_id: int, issued_at: float | None = None) -> Token:
        """Return a token for the user with that id, issued at *issued_at* or now."""
        now = self._clock.now() if issued_at is None else issued_at
        claims = {
            "iss": ISSUER,
            # A string, as RFC 7519, 4.1.2 requires.
            "sub": str(user_id),
            # To the millisecond: a new password invalidates earlier tokens, not all of its second.
            "iat": round(now, 3),
            "exp": int(now) + self._lifetime_seconds,
        }
        return Token(
            jwt.encode(claims, self._key, algorithm=self._algorithm), self._lifetime_seconds
        )

    def read(self, value: str) -> Claims:
        """Return the claims of the token *value*.

        Raises:
            BadCredentials: another key signed it, it was modified, or it has expired.
        """
        # PyJWT reads the system's clock: times are checked here instead.
        unchecked: Options = {
            "verify_exp": False,
            "verify_iat": False,
            "require": ["exp", "iat", "sub"],
        }
        try:
            # One algorithm only: a token must not choose how it is verified (RFC 8725, 3.1).
            claims = jwt.decode(
                value, self._key, algorithms=[self._algorithm], issuer=ISSUER, options=unchecked
            )
            result = Claims(int(claims["sub"]), float(claims["iat"]), int(claims["exp"]))
            # Python's JSON parser accepts NaN and Infinity; the time is compared in milliseconds.
            if not math.isfinite(result.issued_at * 1000):
                raise ValueError
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            raise BadCredentials("The token is not valid.") from None
        self.check(result)
        return result

    def check(self, claims: Claims) -> None:
        """Check that a token with *claims* has not expired.

        Raises:
            BadCredentials: it has.
        """
        if claims.expires_at <= self._clock.now():
            raise BadCredentials("The token has expired.")
