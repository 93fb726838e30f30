"""Negotiation by the Accept header (RFC 9110, 12.5.1), and queries that equal earlier ones."""

import io

import pytest
from falcon.testing import TestClient
from PIL import Image

from rest import image_response
from rest.errors import ProblemError
from tests.rest.requests import LOCAL

URL = "/api/v1/generate"
OFFER = ("image/png", "image/svg+xml", "image/webp", "application/json")


def test_unacceptable_header_is_a_406_that_lists_the_types() -> None:
    """RFC 9110, 15.5.7."""
    with pytest.raises(ProblemError) as caught:
        image_response.choose("text/html", OFFER)
    assert caught.value.status_code == 406
    assert "image/svg+xml" in caught.value.problems[0].fix


@pytest.mark.parametrize("header", ["image", "image/png;q=x", "image/png, ;q=1"])
def test_malformed_header_is_a_400(header: str) -> None:
    """RFC 9110, 12.5.1 has the grammar; an error is reported and not guessed."""
    with pytest.raises(ProblemError) as caught:
        image_response.choose(header, OFFER)
    assert caught.value.status_code == 400


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("*/*", "image/png"),
        (",", "image/png"),  # RFC 9110, 5.6.1.2: empty elements are ignored
        ("image/svg+xml,", "image/svg+xml"),
        ("image/*", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("image/svg+xml, */*;q=0.5", "image/svg+xml"),
        ("image/png;q=0, image/*", "image/svg+xml"),
        ("application/json", "application/json"),
        ("Image/SVG+XML;Q=1, IMAGE/PNG;q=0.5", "image/svg+xml"),  # RFC 9110, 8.3.1
        # What browsers send for a page and for <img>, and what axios sends.
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "image/png",
        ),
        ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "image/png"),
        ("application/json, text/plain, */*", "image/png"),
    ],
)
def test_best_match_is_chosen(header: str, chosen: str) -> None:
    """RFC 9110, 12.5.1: the most specific range counts. Without a preference the first wins."""
    assert image_response.choose(header, OFFER) == chosen


def test_type_of_errors_alone_is_no_choice_of_a_picture(client: TestClient) -> None:
    """Clients that openapi-generator writes in Python name the only type that contains `json`."""
    answer = client.simulate_get(
        "/api/v1/generate",
        query_string="data=1&format=qr",
        headers={**LOCAL, "Accept": "application/problem+json"},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


OPTIONS = "format=qr&width=100"


@pytest.mark.parametrize(
    "data",
    [
        "",
        "0",
        "%C3%A4",
        "%ff",
        "a%26b%3Dc",
        "a+b",
        "a%2Bb",
        "a;b",
        "a&data=b",
        "a&d%61ta=b",
        "a&data",
        "x" * 1_000,
        "x" * 2_500,
        "x" * 20_001,
        "%",
        "a&content=wifi&content.ssid=x",
        "a&logo=",
    ],
)
@pytest.mark.parametrize("query", ["data={}&{}", "{1}&data={0}"])
def test_query_like_an_earlier_one_is_answered_as_a_form_is(
    client: TestClient, query: str, data: str
) -> None:
    """WHATWG URL, 5.1: a form has the same text; each is parsed by itself."""
    form = query.format(data, OPTIONS)
    for earlier in ("1", "2"):
        client.simulate_get(URL, query_string=query.format(earlier, OPTIONS), headers=LOCAL)
    got = client.simulate_get(URL, query_string=form, headers=LOCAL)
    sent = {**LOCAL, "Content-Type": "application/x-www-form-urlencoded"}
    posted = client.simulate_post(URL, body=form, headers=sent)
    assert got.status_code == posted.status_code
    if got.status_code == 200:
        assert got.content == posted.content
    else:
        assert [problem["code"] for problem in got.json["errors"]] == [
            problem["code"] for problem in posted.json["errors"]
        ]


def test_options_in_a_body_are_not_those_of_a_query(client: TestClient) -> None:
    """RFC 9110, 9.3.1: a GET is known by its target alone."""
    query, sent = "data=1&format=qr", {**LOCAL, "Content-Type": "application/x-www-form-urlencoded"}
    posted = client.simulate_post(URL, query_string=query, body="width=321", headers=sent)
    got = client.simulate_get(URL, query_string="data=2&format=qr", headers=LOCAL)
    assert posted.status_code == got.status_code == 200
    assert width(posted.content) == 321
    assert width(got.content) == 200


def width(png: bytes) -> int:
    return Image.open(io.BytesIO(png)).width


def test_query_like_an_earlier_one_is_negotiated_by_its_own_header(client: TestClient) -> None:
    """RFC 9110, 12.5.1."""
    types = []
    for accept in ("image/png", "image/svg+xml", "application/json", "image/png"):
        query = f"data={len(types)}&format=qr"
        answer = client.simulate_get(URL, query_string=query, headers={**LOCAL, "Accept": accept})
        types.append(answer.headers["content-type"])
    assert types == ["image/png", "image/svg+xml", "application/json", "image/png"]
