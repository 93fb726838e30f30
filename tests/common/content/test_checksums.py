"""Check digits: published figures, then python-stdnum over random numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, iso11649, numdb
from stdnum.br import cnpj, cpf
from stdnum.ch import esr
from stdnum.th import pin

from common.content import checksums
from common.content.bank import IBAN_LENGTHS
from tests.common.content import drawn_fields

_DIGITS = "0123456789"


@pytest.mark.parametrize(
    ("content", "crc"),
    [
        ("123456789", "29B1"),
        (
            (
                "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802"
                "BR5913Fulano de Tal6008BRASILIA62070503***6304"
            ),
            "1D3D",
        ),
    ],
)
def test_crc_of_published_content(content: str, crc: str) -> None:
    """The check value of CRC-16/CCITT-FALSE, and the example of the Brazilian manual."""
    assert checksums.crc16(content.encode()) == crc


def test_published_check_digits() -> None:
    """ISO 13616 and ISO 11649 examples, the guidelines' QR reference, the form's SI12 example."""
    assert checksums.mod97_check_digits("GB", "WEST12345698765432") == "82"
    assert checksums.mod97_check_digits("RF", "539007547034") == "18"
    assert checksums.qr_reference_digit("21000000000313947143000901") == "7"
    assert checksums.si12_check_digit("123456789012") == "0"
    assert checksums.cnpj_check_digits("12ABC34501DE") == "35"


@given(drawn_fields.ibans())
def test_stdnum_finds_the_same_check_digits_of_ibans(number: str) -> None:
    """python-stdnum computes ISO/IEC 7064 MOD 97-10 by itself."""
    assert iban.calc_check_digits(number) == number[2:4]


def test_stdnum_knows_the_same_lengths() -> None:
    """Its table of account formats comes from the same registry."""
    accounts = numdb.get("iban")
    lengths = {}
    for country in IBAN_LENGTHS:
        [(_, about)] = accounts.info(country)
        lengths[country] = 4 + sum(int(one) for one in re.findall("[0-9]+", about["bban"]))
    assert lengths == IBAN_LENGTHS


@given(drawn_fields.creditor_references())
def test_stdnum_accepts_creditor_references(reference: str) -> None:
    """python-stdnum checks ISO 11649 by itself."""
    assert iso11649.is_valid(reference)


@given(st.text(_DIGITS, min_size=26, max_size=26))
def test_stdnum_finds_the_same_digit_of_qr_references(digits: str) -> None:
    """The recursive modulo 10 is that of the former payment slips."""
    assert checksums.qr_reference_digit(digits) == esr.calc_check_digit(digits)


@given(
    st.text(_DIGITS, min_size=9, max_size=9), st.text(_DIGITS + "ABCXYZ", min_size=12, max_size=12)
)
def test_stdnum_finds_the_same_brazilian_digits(nine: str, twelve: str) -> None:
    """python-stdnum knows the letters that a CNPJ may have from 2026 on."""
    assert cpf.is_valid(nine + checksums.cpf_check_digits(nine)) or len(set(nine)) == 1
    assert cnpj.calc_check_digits(twelve) == checksums.cnpj_check_digits(twelve)


@given(st.from_regex("[1-8][0-9]{11}", fullmatch=True))
def test_stdnum_finds_the_same_thai_digit(twelve: str) -> None:
    """The check digit of a Thai national number."""
    assert pin.calc_check_digit(twelve) == checksums.thai_id_check_digit(twelve)
