"""GS1 Digital Link: URI Syntax 1.5."""

import pytest

from common.barcode.encode import gs1
from common.barcode.encode.gs1 import digital_link
from common.barcode.model.errors import DataError, Problem
from tests.common.barcode.drawing import make

GTIN = "09501101530003"
LINK = f"https://id.gs1.org/01/{GTIN}"


def refusal(link: str) -> Problem:
    with pytest.raises(DataError) as refused:
        digital_link.read(link, "x")
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("", "x.bad_link"),
        ("hello", "x.bad_link"),
        (f"ftp://example.com/01/{GTIN}", "x.bad_link"),
        (f"HtTpS://example.com/01/{GTIN}", "x.bad_link"),
        (f"https:///01/{GTIN}", "x.bad_link"),
        (f"https://user@example.com/01/{GTIN}", "x.bad_link"),
        (f"https://example_com/01/{GTIN}", "x.bad_link"),
        ("https://example.com/", "x.bad_link"),
        ("https://example.com", "x.bad_link"),
        (f"https://example.com?01={GTIN}", "x.bad_link"),
        (f"https://example.com/%30%31/{GTIN}", "x.bad_link"),
        ("https://example.com/99/ABC", "x.bad_link"),
        (f"{LINK}/17/261231", "x.bad_link"),
        (f"{LINK}/21/1/10/A", "x.bad_link"),
        (f"{LINK}/10/A/235/B", "x.bad_link"),
        (f"{LINK}/10/A/10/A", "x.bad_link"),
        (f"{LINK}/", "x.bad_link"),
        (f"{LINK}/10/", "x.bad_link"),
        (f"{LINK} x", "x.bad_link"),
        (f"{LINK}?é=1", "x.bad_link"),
        (f"{LINK}?21=1", "x.bad_link"),
        (f"{LINK}?10=A", "x.bad_link"),
        (f"{LINK}?17=", "x.bad_link"),
        (f"{LINK}?17=261231&17=261231", "x.bad_link"),
        (f"{LINK}?01={GTIN}", "x.bad_link"),
        (f"{LINK}?1234=5", "x.bad_link"),
        (f"{LINK}?=5", "x.bad_link"),
        ("https://[/01/1", "gs1.bad_length"),
        (f"https://example.com/01/{GTIN[:-1]}4", "gs1.bad_check_digit"),
        ("https://example.com/01/1234567", "gs1.bad_length"),
        ("https://example.com/414/96385074", "gs1.bad_length"),
        (f"{LINK}?17=261301", "gs1.bad_value"),
        (f"{LINK}?17=261231;10=A", "gs1.bad_length"),
        (f"{LINK}?422=ZZZ", "gs1.bad_character"),
        (f"{LINK}?4307=ZZ", "gs1.bad_value"),
        (f"{LINK}?99=A+B", "gs1.bad_character"),
        (f"{LINK}/10/A%20B", "gs1.bad_character"),
        (f"{LINK}/10/A%C3%A9", "gs1.bad_character"),
        (f"{LINK}?37=5", "gs1.excluded"),
    ],
)
def test_what_is_no_digital_link_is_refused(link: str, code: str) -> None:
    """Sections 4.3 to 4.9; values are those of element strings."""
    assert refusal(link).code == code


@pytest.mark.parametrize(
    ("link", "suggestion"),
    [
        (f"{LINK}/", LINK),
        (f"{LINK}?21=1", f"{LINK}/21/1"),
        (f"{LINK}/21/1/10/A", f"{LINK}/10/A/21/1"),
        (f"https://example.com/a/01/{GTIN}?10=A", f"https://example.com/a/01/{GTIN}/10/A"),
        (f"https://id.gs1.org/01/{GTIN[:-1]}4?17=261231", f"{LINK}?17=261231"),
        (f"(01){GTIN}(10)A/B", f"{LINK}/10/A%2FB"),
        ("hello", ""),
        (f"{LINK}?17=261301", ""),
    ],
)
def test_a_refusal_suggests_the_link_that_is_meant(link: str, suggestion: str) -> None:
    """What is suggested is a Digital Link, if one is likely."""
    assert refusal(link).suggestion == suggestion
    assert not suggestion or digital_link.read(suggestion)


@pytest.mark.parametrize(
    ("link", "elements"),
    [
        # The forms of URI Syntax 1.5, section 5.
        (LINK, f"(01){GTIN}"),
        (f"https://example.com/some/path/01/{GTIN}/10/ABC", f"(01){GTIN}(10)ABC"),
        (f"{LINK}/22/2A/10/A/21/1", f"(01){GTIN}(22)2A(10)A(21)1"),
        (f"{LINK}/235/A?10=B", f"(01){GTIN}(235)A(10)B"),
        (f"{LINK}?17=261231&x=y", f"(01){GTIN}(17)261231"),
        (f"{LINK}?17&10&&linkType=gs1:pip", f"(01){GTIN}"),
        (f"{LINK}?99=A#B", f"(01){GTIN}(99)A"),
        (f"{LINK}/10/A%B", f"(01){GTIN}(10)A%B"),
        (f"{LINK}/10/A+B", f"(01){GTIN}(10)A+B"),
        (f"HTTPS://EXAMPLE.COM:8080/01/{GTIN}", f"(01){GTIN}"),
        ("http://example.com/414/9501101530003/254/A%2FB", "(414)9501101530003(254)A/B"),
        ("https://id.gs1.org/00/376104250021234569", "(00)376104250021234569"),
        # The rightmost key counts; what is left of it is any path.
        (f"https://example.com/00/376104250021234569/01/{GTIN}", f"(01){GTIN}"),
        (f"https://example.com/10/x/01/{GTIN}", f"(01){GTIN}"),
    ],
)
def test_the_elements_of_a_digital_link_are_found(link: str, elements: str) -> None:
    """Path first, then query, in their order."""
    assert gs1.bracketed(digital_link.read(link).elements) == elements


def test_a_link_is_taken_apart_at_its_key() -> None:
    """The stem is scheme, domain and the path that precedes the key."""
    link = digital_link.read(f"https://example.com/a/b/01/{GTIN}/10/A?17=261231")
    assert (link.stem, link.in_path, link.warnings) == ("https://example.com/a/b", 2, ())


@pytest.mark.parametrize(
    "short", ["https://a.example/01/9501101530003", "https://a.example/8004/9506?01=96385074"]
)
def test_a_short_gtin_is_filled_up_with_a_warning(short: str) -> None:
    """Releases before 1.3 took GTINs of 8, 12 and 13 digits."""
    link = digital_link.read(short)
    assert [len(one.value) for one in link.elements if one.ai == "01"] == [14]
    assert "a Digital Link has 14" in link.warnings[0]


@pytest.mark.parametrize("symbology", ["gs1_dl_qr", "gs1_dl_datamatrix"])
def test_warnings_reach_the_symbol(symbology: str) -> None:
    """Short GTINs and missing companions (General Specifications 4.13.2)."""
    first, *others = make(symbology, "https://a.example/01/9501101530003?3922=199").warnings
    assert "13 digits" in first
    assert "(3922) PRICE needs" in others[0]


@pytest.mark.parametrize(
    ("elements", "link"),
    [
        (f"(10)A/B(01){GTIN}(17)261231", f"{LINK}/10/A%2FB?17=261231"),
        (f"(01){GTIN}(21)1(10)A(22)2", f"{LINK}/22/2/10/A/21/1"),
        (f"(01){GTIN}(10)A(235)B", f"{LINK}/235/B?10=A"),
        (f"(01){GTIN}(99)A&B=C(3103)000500", f"{LINK}?3103=000500&99=A%26B%3DC"),
        ("(00)376104250021234569", "https://id.gs1.org/00/376104250021234569"),
    ],
)
def test_a_link_is_built_of_elements(elements: str, link: str) -> None:
    """Key and qualifiers in the path, the others in the query, those of fixed length first."""
    assert digital_link.build(gs1.parse(elements)) == link


@pytest.mark.parametrize(
    ("elements", "code"),
    [("(10)A", "gs1.no_link_key"), ("(00)376104250021234569(21)1", "gs1.not_in_link")],
)
def test_elements_without_a_place_in_a_link_are_refused(elements: str, code: str) -> None:
    """(10) is no key, and (21) neither qualifies (00) nor is it an attribute."""
    with pytest.raises(DataError) as refused:
        digital_link.build(gs1.parse(elements))
    assert refused.value.problems[0].code == code


def test_good_elements_of_a_link_are_kept_when_one_is_bad() -> None:
    """The fault is named at the element."""
    elements, problem = digital_link.explain(f"{LINK}/10/ABC?422=999")
    assert [bool(one.problem) for one in elements] == [False, False, True]
    assert "ISO 3166-1" in problem


def test_what_is_in_the_wrong_place_is_a_problem_of_the_whole() -> None:
    """A lot belongs in the path."""
    elements, problem = digital_link.explain(f"{LINK}?10=A")
    assert [one.problem for one in elements] == ["", ""]
    assert "belongs in the path" in problem


@pytest.mark.parametrize(
    "text", ["", "hello", "https://example.com/01/2024", f"https://example.com/01/{GTIN[:-1]}4"]
)
def test_an_address_without_a_right_key_is_not_taken_for_one(text: str) -> None:
    """Many addresses have numbers in their path."""
    assert digital_link.explain(text) == ((), "")
    assert digital_link.recognise(text) is None
