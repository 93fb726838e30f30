"""The HTTP answer to each AuthError: RFC 6750, 3 and 3.1; RFC 6585, 4; RFC 9110, 15.5.4."""

import pytest

from common.operations.auth_refusals import refusal_of
from common.services.accounts.errors import (
    AuthError,
    BadCredentials,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadCredentials("The key is not valid."), 401, "auth.bad_credentials"),
        (TwoCredentials(), 400, "auth.two_credentials"),
        (Forbidden("Closed."), 403, "auth.forbidden"),
        (TooManyAttempts(7), 429, "auth.too_many_attempts"),
    ],
)
def test_error_has_one_answer(error: AuthError, status: int, code: str) -> None:
    refusal = refusal_of(error)
    assert (refusal.status, refusal.code, refusal.detail) == (status, code, str(error))


def test_unauthorized_answer_names_the_scheme() -> None:
    """RFC 6750, 3: the answer must include WWW-Authenticate with the scheme Bearer."""
    headers = refusal_of(BadCredentials("The key is not valid.")).headers
    assert headers["WWW-Authenticate"].startswith("Bearer ")


def test_refusal_of_too_many_attempts_says_when_to_retry() -> None:
    """RFC 6585, 4: a 429 may include Retry-After, in seconds."""
    assert refusal_of(TooManyAttempts(7)).headers == {"Retry-After": "7"}
