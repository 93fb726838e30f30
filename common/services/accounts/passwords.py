"""Passwords, hashed with argon2id (RFC 9106)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane; about 20 ms here.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1


class Passwords:
    """Hashes and checks passwords. Thread-safe; each call takes some 20 ms of one core."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return what the store keeps of *password*."""
        return self._hasher.hash(_bytes(password))

    def check(self, password: str, hashed: str | None) -> bool:
        """Say whether *password* is the one that was hashed.

        Where there is no user and so no hash, takes as long as where there is one, so that names
        can't be found by the clock.
        """
        if hashed is None and self._nobody is None:
            self._nobody = self._hasher.hash("")
        try:
            self._hasher.verify(hashed or str(self._nobody), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None


def _bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
