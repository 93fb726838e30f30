"""Whitespace at the ends of data: refused, drawn with a notice, or a part of its format."""

import pytest

from common.barcode import pipeline
from common.barcode.model.options import DrawOptions
from tests.common.barcode.drawing import make, refusal


@pytest.mark.parametrize(
    ("format", "data", "suggestion"),
    [
        ("ean13", "4006381333931\n", "4006381333931"),
        ("ean13", " 4006381333931", "4006381333931"),
        ("itf", "1234567890\r\n", "1234567890"),
        (
            "gs1_dl_qr",
            "https://id.gs1.org/01/09501101530003 ",
            "https://id.gs1.org/01/09501101530003",
        ),
        ("vin", "1HGCM82633A004352\t", "1HGCM82633A004352"),
        ("databar_omni", "(01)09501101530003 ", "(01)09501101530003"),
        ("code39", "ABC\n", "ABC"),
    ],
)
def test_symbology_that_cannot_carry_it_suggests_the_data_without(
    format: str, data: str, suggestion: str
) -> None:
    """docs/errors.md: exactly one value would work, so it is the suggestion."""
    problem = refusal(format, data)
    assert problem.suggestion == suggestion
    assert make(format, problem.suggestion).data


def test_other_faults_are_named_as_they_are() -> None:
    """Without the whitespace the data is as wrong as before."""
    assert refusal("ean13", "40063813X3931 ").code == "ean13.bad_character"
    assert refusal("ean13", " \n").code == "ean13.bad_character"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("ABC\n", "The data ends with a newline, which is part of the barcode."),
        ("\tABC", "The data begins with a tab, which is part of the barcode."),
        (" ABC\xa0", "The data begins with a space and ends with a no-break space, which is part"),
        (" ", "The data is nothing but whitespace"),
    ],
)
def test_symbology_that_carries_it_draws_it_with_a_notice(data: str, message: str) -> None:
    """No barcode shows whether its data ends with a space."""
    symbol = make("qr", data)
    (notice,) = symbol.notices
    assert symbol.data == data
    assert (notice.field, notice.code) == ("data", "data.outer_whitespace")
    assert notice.message.startswith(message)
    assert notice.suggestion == data.strip()
    drawn = pipeline.draw(DrawOptions(data=data, format="qr"))
    assert (drawn.notices, drawn.warnings[0]) == ((notice,), notice.text)


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("qr", "ABC DEF"),
        ("isbn", " 978-3-16-148410-0 "),  # never a part of the EAN-13
        ("mailmark", "1100000000000XY11     "),  # fills up 22 characters
        ("qr", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Ada\r\nEND:VCARD\r\n"),
        ("datamatrix", "[)>\x1e06\x1d1PABC\x1e\x04"),  # ISO/IEC 15434, not whitespace
    ],
)
def test_no_notice_for_what_is_not_encoded_or_belongs_to_a_format(format: str, data: str) -> None:
    """RFC 2426: each line of a vCard ends with CRLF; Royal Mail Mailmark: 22 characters."""
    assert make(format, data).notices == ()
