"""EMV payloads: EMVCo's example, and what is broken."""

import pytest

from common.content.catalogue import build, explain
from common.content.checksums import crc16
from tests.common.content.types.explained import fields_and_codes, refusal

_EXAMPLE = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN"
    "5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.72530315655020162330304"
    "12340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"
)
_FIELDS: dict[str, str | list[str]] = {
    "method": "dynamic",
    "accounts": ["29:0012D156000000000510A93FO3230Q", "31:0012D15600000001030812345678"],
    "category": "4111",
    "country": "CN",
    "name": "BEST TRANSPORT",
    "city": "BEIJING",
    "language": "ZH",
    "local_name": "最佳运输",
    "local_city": "北京",
    "amount": "23.72",
    "currency": "156",
    "tip": "prompt",
    "store": "1234",
    "customer": "***",
    "terminal": "A6008667",
    "consumer_data": "ME",
    "unreserved": ["91:0016A011223344998877070812345678"],
}


def _signed(text: str) -> str:
    return f"{text}6304{crc16(f'{text}6304'.encode())}"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tip": "fixed"}, "tip"),
        ({"tip_amount": "1"}, "tip"),
        ({"local_city": "北京", "language": "", "local_name": ""}, "missing_field"),
        ({"accounts": ["29:a", "29:b"]}, "repeated_object"),
        ({"accounts": ["80:a"]}, "malformed"),
        ({"bill_number": "a" * 25, "purpose": "b" * 25, "reference": "c" * 25}, "too_long"),
    ],
)
def test_bad_fields_are_refused(fields: dict[str, str | list[str]], code: str) -> None:
    """Rules of EMVCo's merchant-presented mode 1.1, 4."""
    assert refusal("emv", {**_FIELDS, "tip": "", **fields}).code == f"content.emv.{code}"


def test_example_of_emvco_is_read() -> None:
    """The example of version 1.1, annex A, whose lengths count characters, not bytes."""
    assert fields_and_codes(_EXAMPLE) == (_FIELDS, [])


def test_code_of_a_card_scheme_is_read() -> None:
    """A code of UnionPay's test platform: an account below 26 is no template."""
    payload = (
        "000201010211153125000344000203441000000000000065204597253033445802HK5913Test Merchant6002"
        "HK626001200000000000000000000005200000000000000000000007080000001063045855"
    )
    fields, codes = fields_and_codes(payload)
    assert fields["accounts"] == ["15:2500034400020344100000000000006"]
    assert (fields["terminal"], codes) == ("00000010", [])


def test_objects_without_a_field_of_their_own_are_kept() -> None:
    """Payment systems add objects 50 to 99 to template 62; identifiers 65 to 79 are reserved."""
    longer = _EXAMPLE[:-8].replace("6233", "6243").replace("0902ME", "0902ME5006010212")
    payload = _signed(f"{longer}6503abc")
    fields, codes = fields_and_codes(payload)
    assert (fields["other"], codes) == (["65:abc", "62.50:010212"], [])
    assert fields_and_codes(build("emv", fields).text) == (fields, [])


def test_fields_of_the_example_build_the_same_objects() -> None:
    """Objects come in order of identifier; the meaning is the example's."""
    payload = build("emv", _FIELDS)
    assert fields_and_codes(payload.text) == (_FIELDS, [])
    assert len(payload.text) == len(_EXAMPLE)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (_EXAMPLE[:-1] + "B", "bad_crc"),
        (_EXAMPLE[:-8], "no_crc"),
        (_EXAMPLE + "5802CN", "no_crc"),
        (_signed("000201520441115303156"), "missing_field"),
        (_signed("0002015204411"), "bad_length"),
        (_signed("000201abc"), "bad_structure"),
        (_signed("0002015802CN5802CN"), "repeated_object"),
    ],
)
def test_what_is_broken_is_named(payload: str, code: str) -> None:
    """Each payload breaks one rule."""
    assert code in fields_and_codes(payload)[1]


def test_national_schemes_have_their_own_type() -> None:
    """The generic type leaves Pix to the type pix."""
    payload = build("pix", {"key": "a@example.com", "name": "A", "city": "B"})
    found = explain(payload.text)
    assert found is not None
    assert found.type == "pix"
