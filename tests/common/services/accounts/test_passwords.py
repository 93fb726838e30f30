"""Which passwords are accepted. Expectations: NIST SP 800-63B, 5.1.1.2; docs/accounts.md."""

import pytest

from common.services.accounts.passwords import GuessablePassword, Passwords


@pytest.mark.parametrize(
    "password",
    [
        # Leaked, and with the usual changes.
        "password",
        "12345678",
        "iloveyou1",
        "P@ssw0rd!",
        "sunshine99",
        # Repeated and sequential characters, and rows of keys.
        "aaaaaaaa",
        "abababababab",
        "abcdefgh",
        "qwertyuiop",
        "x" * 1_024,
        # Words of this service and of the account.
        "barcode123",
        "thebarcodeapi",
        "annasmith",
        "Annasmith2024",
    ],
)
def test_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(GuessablePassword):
        Passwords().hash_new(password, ["annasmith"])


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "h7Kq2mZp",
        "Tr0ub4dor&3",
        "schöne grüße aus köln",
        "密码很长很长吗",
    ],
)
def test_other_passwords_need_no_kinds_of_characters(password: str) -> None:
    """NIST SP 800-63B, 5.1.1.2: verifiers should not impose composition rules."""
    passwords = Passwords()
    assert passwords.check(password, passwords.hash_new(password, ["annasmith"]))


def test_reason_is_a_sentence() -> None:
    with pytest.raises(GuessablePassword) as refused:
        Passwords().hash_new("12345678")
    assert refused.value.reason == "This is a top-10 common password."


def test_password_of_an_existing_account_is_still_checked() -> None:
    """An account with a common password, from before this rule, can still log in."""
    passwords = Passwords()
    assert passwords.check("password", passwords.hash("password"))
