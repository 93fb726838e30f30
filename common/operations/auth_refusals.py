"""The HTTP answer to each reason why credentials are refused.

REST, MCP over HTTP and the WebSocket handshake are all answered in HTTP. This table is the only
mapping from an AuthError to a status, so that the same credentials get the same answer everywhere.
"""

from collections.abc import Mapping

from msgspec import Struct

from common.services.accounts.errors import (
    AuthError,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)

# RFC 6750, 3: a 401 names the scheme that the resource accepts.
CHALLENGE = 'Bearer realm="theBarcodeAPI"'


class AuthRefusal(Struct, frozen=True):
    """An answer that refuses credentials.

    Attributes:
        status: HTTP status code.
        title: summary for a problem document (RFC 9457, 3.1.3).
        code: stable error code.
        detail: the reason, and what to do.
        headers: header fields of the answer.
    """

    status: int
    title: str
    code: str
    detail: str
    headers: Mapping[str, str] = {}


def refusal_of(error: AuthError) -> AuthRefusal:
    """Return the answer to *error*."""
    detail = str(error)
    if isinstance(error, TooManyAttempts):
        wait = {"Retry-After": str(error.retry_after_seconds)}
        return AuthRefusal(429, "Too many attempts", "auth.too_many_attempts", detail, wait)
    if isinstance(error, TwoCredentials):
        # RFC 6750, 3.1: invalid_request
        return AuthRefusal(400, "Bad request", "auth.two_credentials", detail)
    if isinstance(error, Forbidden):
        return AuthRefusal(403, "Forbidden", "auth.forbidden", detail)
    challenge = {"WWW-Authenticate": CHALLENGE}
    return AuthRefusal(401, "Unauthorized", "auth.bad_credentials", detail, challenge)
