"""Pix: bad fields first, then the manual's examples and other writers' faults."""

import pytest

from common.content.catalogue import build
from common.content.checksums import crc16
from tests.common.content.types.explained import fields_and_codes, refusal

_MINIMAL = {"key": "123e4567-e12b-12d1-a456-426655440000"} | {
    "name": "Fulano de Tal",
    "city": "BRASILIA",
}
_EXAMPLE = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913"
    "Fulano de Tal6008BRASILIA62070503***63041D3D"
)


def _signed(text: str) -> str:
    return f"{text}6304{crc16(f'{text}6304'.encode())}"


@pytest.mark.parametrize(
    ("fields", "code", "suggestion"),
    [
        ({"key": "12345678900"}, "bad_check_digits", "12345678909"),
        ({"key": "11222333000180"}, "bad_check_digits", "11222333000181"),
        ({"key": "123.456.789-09"}, "bad_key", "12345678909"),
        ({"key": "(11) 91234-5678"}, "bad_key", "11912345678"),
        ({"key": "nobody"}, "bad_key", ""),
        ({"url": "pix.example.com/1"}, "key_or_url", ""),
        ({"key": "", "url": "pix.example.com/1", "description": "a"}, "not_applicable", ""),
        ({"key": "", "url": "https://pix.example.com/1"}, "malformed", ""),
        ({"description": "a" * 60}, "too_long", ""),
        ({"txid": "PEDIDO-17"}, "malformed", ""),
        ({"city": "SÃO PAULO"}, "not_ascii", "SAO PAULO"),
        ({"amount": "0.00"}, "bad_amount", ""),
    ],
)
def test_bad_fields_are_refused(fields: dict[str, str], code: str, suggestion: str) -> None:
    """Rules of the manual: forms of keys, 99 characters of object 26, letters and digits."""
    problem = refusal("pix", {**_MINIMAL, **fields})
    assert (problem.code, problem.suggestion) == (f"content.pix.{code}", suggestion)


def test_example_of_the_manual_is_built_and_read() -> None:
    """Manual de Padrões para Iniciação do Pix, static code."""
    assert build("pix", _MINIMAL).text == _EXAMPLE
    assert fields_and_codes(_EXAMPLE) == (_MINIMAL, [])


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (
            (
                "00020126360014BR.GOV.BCB.PIX0114+551194321432152040000530398654056"
                "6.665802BR5907EMPRESA6008BRASILIA62070503***630404ED"
            ),
            {"key": "+5511943214321", "amount": "66.66", "name": "EMPRESA", "city": "BRASILIA"},
        ),
        (
            (
                "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/93598be0-1bd0-4997-8318-817"
                "76a1d8a995204000053039865802BR5907EMPRESA6009SAO PAULO62070503***6304EEAB"
            ),
            {
                "url": "pix.example.com/qr/93598be0-1bd0-4997-8318-81776a1d8a99",
                "name": "EMPRESA",
                "city": "SAO PAULO",
            },
        ),
    ],
)
def test_static_and_dynamic_codes_are_read(payload: str, fields: dict[str, str]) -> None:
    """The manual's examples, with the identifier in capital letters; the second has its CRC."""
    assert fields_and_codes(payload) == (fields, [])


def test_code_of_another_writer_is_read() -> None:
    """The JavaScript library pix-utils writes this code, with a description."""
    payload = (
        "00020126650014br.gov.bcb.pix0119nubank@thalesog.com0220Gerado por Pix-Utils520400005303986"
        "54041.005802BR5914THALES OGLIARI6015SAO MIGUEL DO O62070503***63043B3B"
    )
    fields, codes = fields_and_codes(payload.replace("63043B3B", "63044B3B"))
    assert (fields["description"], fields["amount"], codes) == ("Gerado por Pix-Utils", "1.00", [])
    assert fields_and_codes(payload)[1] == ["bad_crc"]


def test_dropped_zero_of_the_crc_is_named() -> None:
    """Writers format the CRC without leading zeros."""
    number = next(
        one for one in range(1000) if build("pix", {**_MINIMAL, "txid": f"A{one}"}).text[-4] == "0"
    )
    payload = build("pix", {**_MINIMAL, "txid": f"A{number}"}).text
    assert fields_and_codes(payload[:-4] + payload[-3:])[1] == ["short_crc"]


def test_overrun_of_object_26_is_named() -> None:
    """Writers give a length of three digits to a description that is too long."""
    account = f"0014br.gov.bcb.pix0136{_MINIMAL['key']}0245{'x' * 45}"
    payload = _signed(f"00020126{len(account)}{account}5204000053039865802BR5901A6001B62070503***")
    fields, codes = fields_and_codes(payload)
    assert (fields["description"], fields["name"]) == ("x" * 45, "A")
    assert codes == ["too_long"]


def test_prefixed_txid_is_named() -> None:
    """Writers put the identifier behind the asterisks that stand for none."""
    payload = _signed(f"{_EXAMPLE[:-19]}62110507***PED1")
    assert fields_and_codes(payload) == ({**_MINIMAL, "txid": "PED1"}, ["prefixed_txid"])
