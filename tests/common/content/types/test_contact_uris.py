"""URLs, telephone numbers, text messages, e-mails and places: RFC examples and other forms."""

import pytest
from segno import helpers

from common.content.catalogue import build, explain
from tests.common.content.types.explained import fields_and_codes, refusal


@pytest.mark.parametrize(
    ("url", "code", "suggestion"),
    [
        ("example.com", "no_scheme", "https://example.com"),
        ("ftp://example.com", "no_scheme", ""),
        ("https://example.com/a b", "bad_character", "https://example.com/a%20b"),
        ("https://münchen.example/ä", "bad_character", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://example.com/100%", "bad_percent", "https://example.com/100%25"),
        ("https:///path", "no_host", ""),
        ("https://[::1/", "no_host", ""),
    ],
)
def test_bad_url_is_refused_with_a_good_one(url: str, code: str, suggestion: str) -> None:
    """Characters and parts of RFC 3986; IDNA for the host."""
    problem = refusal("url", {"url": url})
    assert (problem.code, problem.suggestion) == (f"content.url.{code}", suggestion)


@pytest.mark.parametrize(
    ("id", "fields", "text"),
    [
        ("tel", {"number": "+1-201-555-0123"}, "tel:+1-201-555-0123"),
        ("tel", {"number": "+49 30 123", "extension": "5"}, "tel:+4930123;ext=5"),
        ("tel", {"number": "*21#"}, "tel:*21%23"),
        (
            "sms",
            {"number": ["+15105550101"], "message": "hello there & more"},
            "sms:+15105550101?body=hello%20there%20%26%20more",
        ),
        (
            "email",
            {"to": ["chris@example.com"], "body": "send current-issue\nsend index"},
            "mailto:chris@example.com?body=send%20current-issue%0D%0Asend%20index",
        ),
        (
            "email",
            {"to": ["a@example.com", "b@example.com"], "cc": ["bob@example.com"], "subject": "A&B"},
            "mailto:a@example.com,b@example.com?cc=bob@example.com&subject=A%26B",
        ),
        (
            "email",
            {"to": ["gorby%kremvax@example.com"]},
            "mailto:gorby%25kremvax@example.com",
        ),
        ("email", {"to": ['"not@me"@example.org']}, "mailto:%22not%40me%22@example.org"),
        (
            "geo",
            {"latitude": "48.2010", "longitude": "16.3695", "altitude": "183"},
            "geo:48.2010,16.3695,183",
        ),
        (
            "geo",
            {"latitude": "48.198634", "longitude": "16.371648", "uncertainty": "40"},
            "geo:48.198634,16.371648;u=40",
        ),
    ],
)
def test_fields_build_the_uri(id: str, fields: dict[str, str | list[str]], text: str) -> None:
    """Examples of RFC 3966, 6; RFC 5724, 2.5; RFC 6068, 6; RFC 5870, 6, and escapes."""
    assert build(id, fields).text == text


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        ("SMSTO:+4930123:Hi: there", {"number": ["+4930123"], "message": "Hi: there"}),
        ("smsto:+4930123", {"number": ["+4930123"]}),
        (
            "sms:+15105550101,+15105550102?body=hello%20there",
            {"number": ["+15105550101", "+15105550102"], "message": "hello there"},
        ),
        ("tel:7042;phone-context=example.com", {"number": "7042"}),
        (
            "mailto:list@example.org?In-Reply-To=%3C3469A91@example.com%3E",
            {"to": ["list@example.org"]},
        ),
        ("mailto:%22not%40me%22@example.org", {"to": ['"not@me"@example.org']}),
        (
            "geo:66,30;u=6.500;FOo=this%2dthat",
            {"latitude": "66", "longitude": "30", "uncertainty": "6.500"},
        ),
        (
            "MATMSG:TO:a@example.com;SUB:Hi\\; there;BODY:x;;",
            {"to": ["a@example.com"], "subject": "Hi; there", "body": "x"},
        ),
        (
            "mailto:?to=joe@example.com&cc=bob@example.com&body=hello",
            {"to": ["joe@example.com"], "cc": ["bob@example.com"], "body": "hello"},
        ),
        (
            "geo:0,0?q=1600%20Amphitheatre",
            {"latitude": "0", "longitude": "0"} | {"query": "1600 Amphitheatre"},
        ),
        ("geo:90,-22.43;crs=WGS84", {"latitude": "90", "longitude": "-22.43"}),
        ("TEL:+4930123", {"number": "+4930123"}),
        ("HTTPS://EXAMPLE.COM/A", {"url": "HTTPS://EXAMPLE.COM/A"}),
    ],
)
def test_other_forms_are_read(payload: str, fields: dict[str, str]) -> None:
    """Forms of NTT DoCoMo and of map applications; examples of the RFCs named above."""
    assert fields_and_codes(payload) == (fields, [])


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("tel:+49 30 123", "space"),
        ("sms:one?body=a", "malformed"),
        ("mailto:a@example.com?subject=a&subject=b", "repeated_parameter"),
        ("mailto:a@example.com?subject=%E4", "not_utf8"),
        ("mailto:nobody", "malformed"),
        ("geo:91,0", "out_of_range"),
        ("geo:1,2;crs=moon", "unknown_crs"),
        ("geo:1,2,3,4", "too_many_coordinates"),
        ("https://example.com/a b", "bad_character"),
    ],
)
def test_what_is_broken_is_named(payload: str, code: str) -> None:
    """Each payload breaks one rule of its standard."""
    assert fields_and_codes(payload)[1] == [code]


def test_payloads_of_segno_are_read() -> None:
    """Segno writes %0A for a line break in a mailto URI."""
    payload = helpers.make_make_email_data(
        "me@example.org", cc="x@example.org", subject="Test & more", body="Hi\nthere"
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["subject"], fields["body"], codes) == ("Test & more", "Hi\nthere", [])
    assert fields_and_codes(helpers.make_geo_data(38.8976763, -77.0365297))[1] == []


def test_national_number_is_warned_of() -> None:
    """A number without country code works in one country."""
    assert len(build("tel", {"number": "030123"}).warnings) == 1


@pytest.mark.parametrize("text", ["", "hello", "0123456789012", "ftp://example.com", "WIFI"])
def test_plain_text_is_no_content(text: str) -> None:
    """What has no form of a standard is not explained."""
    assert explain(text) is None
