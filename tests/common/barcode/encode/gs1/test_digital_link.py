"""GS1 Digital Link: URI Syntax 1.5."""

import pytest

from common.barcode.encode import gs1
from common.barcode.encode.gs1 import digital_link
from common.barcode.model.errors import DataError

GTIN = "09501101530003"


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("", "x.bad_link"),
        ("hello", "x.bad_link"),
        (f"ftp://example.com/01/{GTIN}", "x.bad_link"),
        (f"https:///01/{GTIN}", "x.bad_link"),
        ("https://example.com/", "x.bad_link"),
        ("https://example.com/99/ABC", "x.bad_link"),
        (f"https://example.com/01/{GTIN}/17/261231", "x.bad_link"),
        (f"https://example.com/01/{GTIN}/21/1/10/A", "x.bad_link"),
        (f"https://example.com/01/{GTIN} x", "x.bad_link"),
        (f"https://example.com/01/{GTIN}?é=1", "x.bad_link"),
        ("https://[/01/1", "x.bad_link"),
        (f"https://example.com/01/{GTIN[:-1]}4", "gs1.bad_check_digit"),
        (f"https://example.com/01/{GTIN}?17=261301", "gs1.bad_value"),
    ],
)
def test_what_is_no_digital_link_is_refused(link: str, code: str) -> None:
    with pytest.raises(DataError) as refused:
        digital_link.check("x", link)
    assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("link", "elements"),
    [
        # The forms of URI Syntax 1.5, section 5.
        (f"https://id.gs1.org/01/{GTIN}", f"(01){GTIN}"),
        (f"https://example.com/some/path/01/{GTIN}/10/ABC", f"(01){GTIN}(10)ABC"),
        (f"https://id.gs1.org/01/{GTIN}/22/2A/10/A/21/1", f"(01){GTIN}(22)2A(10)A(21)1"),
        (f"https://id.gs1.org/01/{GTIN}?17=261231&x=y", f"(01){GTIN}(17)261231"),
        ("http://example.com/414/9501101530003/254/A%2FB", "(414)9501101530003(254)A/B"),
        ("https://id.gs1.org/00/376104250021234569", "(00)376104250021234569"),
        ("https://id.gs1.org/01/9501101530003", f"(01){GTIN}"),
    ],
)
def test_the_elements_of_a_digital_link_are_found(link: str, elements: str) -> None:
    assert gs1.bracketed(digital_link.check("x", link)) == elements
