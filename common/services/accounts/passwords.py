"""Passwords, hashed with argon2id (RFC 9106)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane; about 20 ms of one core.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1


class Passwords:
    """Hashes and checks passwords. Thread-safe; each call takes about 20 ms of one core."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._dummy_hash: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash of *password* to be stored."""
        # The result contains salt and parameters, so that stored hashes stay valid if these change.
        return self._hasher.hash(_bytes(password))

    def check(self, password: str, hashed: str | None) -> bool:
        """Return True if *password* is the one that was hashed.

        Without a user there is no hash, and the check takes as long: usernames can't be found by
        measuring the time.
        """
        # Made at the first use: hashing takes 20 ms, and many processes never check a password.
        if hashed is None and self._dummy_hash is None:
            self._dummy_hash = self._hasher.hash("")
        try:
            self._hasher.verify(hashed or str(self._dummy_hash), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None


def _bytes(password: str) -> bytes:
    # JSON may contain lone surrogates, which UTF-8 can't encode.
    return password.encode(errors="surrogatepass")
