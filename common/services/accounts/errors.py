"""The errors of authentication.

AuthError
├── BadCredentials     the name, password, token or key is wrong
├── TwoCredentials     the request has two different credentials
├── Forbidden          the credentials are valid, but do not permit this
└── TooManyAttempts    wait before the next attempt
    └── AccountThrottled   there were too many wrong passwords for one name
"""


class AuthError(Exception):
    """The caller is not authenticated, or not authorised."""


class BadCredentials(AuthError):
    """The name, password, token or key is wrong, or no longer valid."""


class TwoCredentials(AuthError):
    """The headers contain two credentials, one of which would be ignored (RFC 6750, 2)."""

    def __init__(self) -> None:
        super().__init__("Authorization and X-API-Key contain two credentials. Send one of them.")


class Forbidden(AuthError):
    """The credentials are valid, but do not permit this."""


class TooManyAttempts(AuthError):
    """There were too many attempts from the address.

    Attributes:
        retry_after_seconds: until the next attempt is allowed.
    """

    def __init__(self, retry_after_seconds: int, advice: str = "") -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after_seconds} s{advice}.")
        self.retry_after_seconds = retry_after_seconds


class AccountThrottled(TooManyAttempts):
    """There were too many wrong passwords for one name, from all addresses together."""

    def __init__(self, retry_after_seconds: int) -> None:
        advice = ", or from an address from which this user has signed in before"
        super().__init__(retry_after_seconds, advice)
