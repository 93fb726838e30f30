"""SPD and UPN: bad fields first, then examples and other writers' payloads."""

import pytest

from common.content.catalogue import build, explain
from tests.common.content.types.explained import fields_and_codes, refusal

_CZECH = "CZ5855000000001265098001"
_UPN = {
    "iban": "SI56020170014356205",
    "reference": "SI121234567890120",
    "name": "RentaCar d.o.o.",
    "purpose_code": "COST",
    "purpose": "Plačilo",
}


@pytest.mark.parametrize(
    ("id", "fields", "code", "suggestion"),
    [
        ("spd", {"iban": "CZ57" + _CZECH[4:]}, "bad_check_digits", _CZECH),
        ("spd", {"iban": "CZ5855000000001265098001", "notification": "E"}, "notification", ""),
        ("spd", {"iban": "CZ5855000000001265098001", "amount": "0"}, "bad_amount", ""),
        ("spd", {"iban": "CZ5855000000001265098001", "variable_symbol": "A"}, "malformed", ""),
        (
            "upn",
            {**_UPN, "reference": "SI121234567890121"},
            "bad_check_digit",
            "SI121234567890120",
        ),
        ("upn", {**_UPN, "purpose": "Łódź и"}, "bad_character", ""),
        ("upn", {**_UPN, "iban": "SI57020170014356205"}, "bad_check_digits", "SI56020170014356205"),
    ],
)
def test_bad_fields_are_refused(
    id: str, fields: dict[str, str], code: str, suggestion: str
) -> None:
    """Each request breaks one rule."""
    problem = refusal(id, fields)
    assert (problem.code, problem.suggestion) == (f"content.{id}.{code}", suggestion)


def test_example_of_spd_is_built_and_read() -> None:
    """The example of the Czech Banking Association's standard, with its order of keys."""
    fields = {
        "iban": "CZ5855000000001265098001",
        "amount": "480.50",
        "currency": "CZK",
        "message": "Payment for the goods",
        "variable_symbol": "1234567890",
    }
    text = (
        "SPD*1.0*ACC:CZ5855000000001265098001*AM:480.50*CC:CZK*MSG:Payment for the goods*"
        "X-VS:1234567890*"
    )
    assert build("spd", fields).text == text
    assert fields_and_codes(text) == (fields, [])
    assert fields_and_codes(text.rstrip("*")) == (fields, [])


def test_asterisk_and_letters_outside_ascii_are_encoded() -> None:
    """An asterisk would end the value; the standard allows percent-encoded UTF-8."""
    text = build("spd", {"iban": "CZ5855000000001265098001", "message": "zboží * 5%"}).text
    assert text.endswith("*MSG:zbo%C5%BE%C3%AD %2A 5%25*")


def test_asterisk_that_is_not_encoded_is_named() -> None:
    """The Python library qrplatba 1.2.0 writes messages as they are."""
    payload = (
        "SPD*1.0*ACC:CZ5855000000001265098001+RZBCCZPP*AM:480.50*CC:CZK*DT:20260131*MSG:Platba za "
        "zboží * x*X-VS:1234567890"
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["bic"], fields["message"]) == ("RZBCCZPP", "Platba za zboží ")
    assert (fields["date"], codes) == ("2026-01-31", ["bad_attribute"])


@pytest.mark.parametrize(
    ("crc", "codes"), [("", []), ("*CRC32:AAD80227", []), ("*CRC32:00000000", ["bad_crc"])]
)
def test_crc_covers_the_sorted_keys(crc: str, codes: list[str]) -> None:
    """The figure is the test vector of the Rust library spayd, whose keys are in order."""
    assert fields_and_codes(f"SPD*1.0*CC:CZK*ACC:{_CZECH}*AM:100.00{crc}")[1] == codes


def test_form_of_another_writer_is_read() -> None:
    """The Python library upnqr 0.1.0 writes these lines, without the padding of 411 characters."""
    payload = (
        "UPNQR\n\n\n\n\nPayer Name\nPayer Address 1\nPayer City\n00000004200\n\n\nCOST\nNamen "
        "plačila\n01.05.2022\nSI56043020002997963\nSI1212345678909\nPayee Name\nPayee Address 1\n"
        "Payee City\n166\n"
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["amount"], fields["due_date"], codes) == ("42.00", "2022-05-01", [])
    assert build("upn", fields).text == payload


def test_bytes_of_a_form_are_read_as_latin_2() -> None:
    """The form's bytes are ISO 8859-2, whatever a reader takes them for."""
    payload = build("upn", {**_UPN, "purpose": "Plačilo šole"})
    assert payload.content is not None
    found = explain(payload.content.decode("iso8859-1"), payload.content)
    assert found is not None
    assert (found.fields["purpose"], found.problems) == ("Plačilo šole", ())


def test_wrong_control_sum_is_named() -> None:
    """The sum counts the characters of 19 lines and their line feeds."""
    text = build("upn", _UPN).text
    assert fields_and_codes(text[:-4] + "999\n")[1] == ["bad_control_sum"]
