"""Negotiation by the Accept header (RFC 9110, 12.5.1)."""

import pytest
from falcon.testing import TestClient

from rest import image_response
from rest.errors import ProblemError
from tests.rest.requests import LOCAL

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
