"""Signatures of URLs.

Expectations: RFC 2104; what is covered is stated in the module.
"""

import pytest

from common.services.accounts.errors import BadCredentials
from common.services.accounts.url_signatures import SignedUrl, UrlSignatures
from tests.common.services.clock import NOON, SetClock

PATH = "/api/v1/generate"


@pytest.fixture
def signatures(clock: SetClock) -> UrlSignatures:
    return UrlSignatures("s" * 32, clock)


def test_expired_signature_is_refused(signatures: UrlSignatures, clock: SetClock) -> None:
    signed = SignedUrl(1, int(NOON) + 60)
    value = signatures.sign(PATH, [("data", "1")], signed)
    clock.move(59)
    assert signatures.check(value, PATH, [("data", "1")]) == signed
    clock.move(1)
    with pytest.raises(BadCredentials, match="expired"):
        signatures.check(value, PATH, [("data", "1")])


def test_other_secret_is_refused(signatures: UrlSignatures, clock: SetClock) -> None:
    value = UrlSignatures("t" * 32, clock).sign(PATH, [], SignedUrl(1, 0))
    with pytest.raises(BadCredentials, match="another SECRET_KEY"):
        signatures.check(value, PATH, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("a", "1"), ("b", "2")], [("a", "1b2")]),
        ([("a", "1")], [("a", "1"), ("a", "1")]),
        ([("ab", "c")], [("a", "bc")]),
        ([("a", '1"],["b","2')], [("a", "1"), ("b", "2")]),
    ],
)
def test_fields_can_not_be_taken_for_others(
    signatures: UrlSignatures, one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    value = signatures.sign(PATH, one, SignedUrl(1, 0))
    assert signatures.check(value, PATH, one)
    with pytest.raises(BadCredentials):
        signatures.check(value, PATH, other)


def test_order_of_fields_does_not_matter(signatures: UrlSignatures) -> None:
    """Spreadsheets and mail programs append fields at either end."""
    value = signatures.sign(PATH, [("a", "1"), ("b", "2")], SignedUrl(1, 0), ["data"])
    signed = signatures.check(value, PATH, [("b", "2"), ("data", "x"), ("a", "1")])
    assert signed == SignedUrl(1, 0)
