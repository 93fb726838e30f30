"""GS1 Digital Links as fields."""

import biip.gs1_digital_link_uris
import pytest

from common.content.catalogue import build, explain
from tests.common.content.single_problem import problems, refused

ID = "gs1_digital_link"
GTIN = "09506000134352"


def test_a_link_needs_a_key() -> None:
    """A lot alone is no key (GS1 Digital Link URI Syntax 1.5, 4.8)."""
    assert refused(ID, {"batch": "ABC"}) == ("content", "gs1.no_link_key", "")


def test_a_wrong_check_digit_is_refused() -> None:
    """The right GTIN is the suggestion."""
    assert refused(ID, {"gtin": "09506000134351"}) == ("gtin", "gs1.bad_check_digit", GTIN)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"gtin": GTIN}, f"https://id.gs1.org/01/{GTIN}"),
        (
            {"gtin": GTIN, "serial": "12/5", "batch": "A", "expiry": "2027-12-31"},
            f"https://id.gs1.org/01/{GTIN}/10/A/21/12%2F5?17=271231",
        ),
        (
            {"gtin": GTIN, "domain": "https://example.com/p/", "parameters": ["linkType=gs1:pip"]},
            f"https://example.com/p/01/{GTIN}?linkType=gs1:pip",
        ),
        ({"sscc": "376123450000010039"}, "https://id.gs1.org/00/376123450000010039"),
        ({"elements": "(8004)9506000ABC"}, "https://id.gs1.org/8004/9506000ABC"),
    ],
)
def test_links_are_written(fields: dict[str, str | list[str]], text: str) -> None:
    """Qualifiers are in the path in their order, all others in the query (4.8 to 4.10)."""
    assert text == build(ID, fields).text


def test_a_broken_link_is_explained_with_its_problem() -> None:
    """A qualifier of another key is named as a problem of the link."""
    assert problems(ID, f"https://id.gs1.org/01/{GTIN}/254/X") == [("", "bad_link")]


def test_other_addresses_are_no_links() -> None:
    """An address without a GS1 key is any address."""
    found = explain("https://example.com/2026/01/article")
    assert found is None or found.type != ID


def test_biip_reads_the_same_elements() -> None:
    """The package biip finds the same GTIN and lot, with the slash of the lot in it."""
    text = build(ID, {"gtin": GTIN, "batch": "A/1"}).text
    link = biip.gs1_digital_link_uris.GS1DigitalLinkURI.parse(text)
    values = {one.ai.ai: one.value for one in link.element_strings}
    assert values == {"01": GTIN, "10": "A/1"}


def test_other_parameters_of_the_query_are_kept() -> None:
    """Names that are no identifiers belong to the link (4.11)."""
    found = explain(f"https://example.com/x/01/{GTIN}?17=271231&linkType=all&utm")
    assert found is not None
    assert found.fields["parameters"] == ["linkType=all", "utm"]
    assert (found.fields["domain"], found.problems) == ("https://example.com/x", ())
