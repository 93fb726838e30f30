"""Key URIs: read by pyotp, and read from other writers."""

import pyotp
import pytest

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes, refusal

_SECRET = "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"type": "hotp"}, "missing_field"),
        ({"type": "totp", "counter": "1"}, "not_applicable"),
        ({"type": "hotp", "counter": "1", "period": "30"}, "not_applicable"),
        ({"secret": "ABC"}, "bad_length"),
        ({"secret": "abc1"}, "malformed"),
        ({"account": "a:b"}, "malformed"),
    ],
)
def test_bad_fields_are_refused(fields: dict[str, str], code: str) -> None:
    """Rules of the key URI format and of RFC 4648, 6."""
    given = {"account": "a", "secret": _SECRET, **fields}
    assert refusal("otpauth", given).code == f"content.otpauth.{code}"


def test_pyotp_reads_what_was_meant() -> None:
    """Pyotp is an independent reader of key URIs."""
    fields = {
        "account": "alice b@example.com",
        "secret": _SECRET,
        "issuer": "ACME & Co",
        "algorithm": "SHA256",
        "digits": "8",
        "period": "60",
    }
    read = pyotp.parse_uri(build("otpauth", fields).text)
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.issuer, read.name) == (_SECRET, "ACME & Co", "alice b@example.com")
    assert (read.digits, read.interval, read.digest().name) == (8, 60, "sha256")


def test_uri_of_pyotp_is_read() -> None:
    """Pyotp encodes the at sign of the account."""
    uri = pyotp.HOTP(_SECRET).provisioning_uri(
        name="alice@example.com", initial_count=5, issuer_name="Secure App"
    )
    assert fields_and_codes(uri) == (
        {
            "type": "hotp",
            "account": "alice@example.com",
            "issuer": "Secure App",
            "secret": _SECRET,
            "counter": "5",
        },
        [],
    )


@pytest.mark.parametrize(
    ("uri", "codes"),
    [
        (f"otpauth://totp/Big:a?secret={_SECRET}&issuer=Small", ["two_issuers"]),
        (f"otpauth://totp/a?secret={_SECRET.lower()}", ["not_canonical"]),
        ("otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP", ["short_secret"]),
        (f"otpauth://yotp/a?secret={_SECRET}", ["bad_choice"]),
        ("otpauth://totp/a", ["missing_field"]),
    ],
)
def test_what_is_broken_is_named(uri: str, codes: list[str]) -> None:
    """The third is the example of the key URI format, whose secret has 80 bits."""
    assert fields_and_codes(uri)[1] == codes


def test_short_secret_is_warned_of() -> None:
    """RFC 4226, 4, R6: at least 128 bits."""
    assert "80 bits" in build("otpauth", {"account": "a", "secret": "A" * 16}).warnings[0]
