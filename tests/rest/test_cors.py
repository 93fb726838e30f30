"""CORS: only listed origins may read answers, and never with credentials."""

from collections.abc import Callable

import pytest
from falcon.testing import TestClient


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("", None),
        ("https://other.example", None),
        ("https://shop.example", "https://shop.example"),
        ("*", "*"),
    ],
)
def test_only_listed_origins_are_allowed(
    client_with: Callable[..., TestClient], origins: str, allowed: str | None
) -> None:
    """Fetch Standard, 3.2: only the origin in Access-Control-Allow-Origin can read the answer."""
    client = client_with(CORS_ORIGINS=origins)
    headers = client.simulate_get("/livez", headers={"Origin": "https://shop.example"}).headers
    assert headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in headers


PICTURE = "/api/v1/barcodes/code128.png"


@pytest.mark.parametrize("query", ["data=1", "dta=1"])
@pytest.mark.parametrize("origin", [None, "https://shop.example", "https://other.example"])
def test_every_answer_varies_by_origin(
    client_with: Callable[..., TestClient], origin: str | None, query: str
) -> None:
    """Fetch Standard, 3.2.5: Vary is on every answer, whatever the request's origin."""
    client = client_with(CORS_ORIGINS="https://shop.example,https://till.example")
    headers = {"Origin": origin} if origin else {}
    answer = client.simulate_get(PICTURE, query_string=query, headers=headers)
    assert answer.headers["vary"] == "Origin"


def test_vary_lists_origin_after_negotiated_headers(client_with: Callable[..., TestClient]) -> None:
    """RFC 9110, 12.5.5: Vary is a list."""
    client = client_with(CORS_ORIGINS="https://shop.example")
    answer = client.simulate_get("/api/v1/generate", query_string="data=1&format=code128")
    assert answer.headers["vary"] == "Accept, Origin"


@pytest.mark.parametrize("origins", ["", "*"])
def test_answers_that_are_equal_for_all_origins_have_no_vary(
    client_with: Callable[..., TestClient], origins: str
) -> None:
    """RFC 9110, 12.5.5: without Vary a cache keeps one answer for all."""
    client = client_with(CORS_ORIGINS=origins)
    headers = {"Origin": "https://shop.example"}
    answer = client.simulate_get(PICTURE, query_string="data=1", headers=headers)
    assert "vary" not in answer.headers
