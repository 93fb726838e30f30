"""Why somebody is not let in.

AuthError
├── BadCredentials     the name, password, token or key is wrong
├── TwoCredentials     a token and a key, or two of either, at once
├── Forbidden          the credentials are good, but not for this
└── TooManyAttempts    wait before the next attempt
"""


class AuthError(Exception):
    """Somebody is not let in."""


class BadCredentials(AuthError):
    """The name, password, token or key is wrong, or no longer good."""


class TwoCredentials(AuthError):
    """The headers show two credentials, one of which would be ignored (RFC 6750, 2)."""

    def __init__(self) -> None:
        super().__init__("Authorization and X-API-Key show two credentials. Send one of them.")


class Forbidden(AuthError):
    """The credentials are good, but not for this."""


class TooManyAttempts(AuthError):
    """There were too many attempts from that address.

    Attributes:
        retry_after_seconds: until the next one is heard.
    """

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds
