"""Passwords: which are accepted, and their hashes (argon2id, RFC 9106).

GuessablePassword   the password is common, or is found by few guesses
"""

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane; about 20 ms of one core.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
# zxcvbn's scale: fewer than a million guesses. Attempts are limited, so that more are out of reach.
MIN_SCORE = 2
# zxcvbn's time grows with the square of the length.
MAX_ESTIMATED_CHARACTERS = 72
# NIST SP 800-63B, 5.1.1.2: the name of the service is a context-specific word.
SERVICE_WORDS = ("barcode", "barcodes", "thebarcodeapi", "barcodeapi")


class GuessablePassword(Exception):
    """The password is common, or is found by few guesses.

    Attributes:
        reason: what makes it so, as one sentence, or empty.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Passwords:
    """Hashes and checks passwords. Thread-safe; each call takes about 20 ms of one core."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._dummy_hash: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash of *password* to be stored."""
        # The result contains salt and parameters, so that stored hashes stay valid if these change.
        return self._hasher.hash(_bytes(password))

    def hash_new(self, password: str, words: Sequence[str] = ()) -> str:
        """Return the hash of a password that a person chose.

        The password is compared with lists of leaked passwords, words of dictionaries, repeated
        and sequential characters, and with *words* (NIST SP 800-63B, 5.1.1.2).

        Args:
            password: the password.
            words: what an attacker tries first, such as the username.

        Raises:
            GuessablePassword: it is found by fewer than a million guesses.
        """
        # Loading its lists takes a quarter of a second and 15 MB, and few processes need them.
        from zxcvbn import zxcvbn

        begin = password[:MAX_ESTIMATED_CHARACTERS]
        found = zxcvbn(begin, user_inputs=[*SERVICE_WORDS, *words])
        if found["score"] < MIN_SCORE:
            raise GuessablePassword(found["feedback"]["warning"])
        return self.hash(password)

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
