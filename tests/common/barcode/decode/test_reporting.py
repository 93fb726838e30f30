"""What is reported of a barcode that was found. Expectations: GS1 General Specifications."""

import pytest

from common.barcode import pipeline
from common.barcode.decode import reader
from common.barcode.model.options import DrawOptions


@pytest.mark.parametrize(
    ("symbology", "linear", "gtin"),
    [
        ("ean13_composite", "331234567890", "03312345678903"),
        ("ean8_composite", "1234567", "00000012345670"),
        ("upca_composite", "61414101234", "00614141012343"),
        # UPC-E 0121230 is UPC-A 01200000123 without zeros (GS1 GS, section on zero suppression).
        ("upce_composite", "0121230", "00012000001239"),
        ("databar_omni_composite", "03612345678904", "03612345678904"),
    ],
)
def test_gtin_of_a_composite_is_its_first_element(symbology: str, linear: str, gtin: str) -> None:
    """Both components are one message, and the linear one holds AI (01) with 14 digits."""
    drawn = pipeline.draw(DrawOptions(data=f"{linear}|(99)1234-abcd", format=symbology))
    (found,) = reader.read(drawn.body, (symbology,))
    elements = [(element.ai, element.value) for element in found.gs1_elements]
    assert elements == [("01", gtin), ("99", "1234-abcd")]
    assert found.gs1_problem == ""
