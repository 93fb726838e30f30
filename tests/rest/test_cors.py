"""Which browser origins may read answers; credentials are never allowed."""

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
    """Fetch Standard, 3.2: an origin that is not named back can't read the answer."""
    client = client_with(CORS_ORIGINS=origins)
    headers = client.simulate_get("/livez", headers={"Origin": "https://shop.example"}).headers
    assert headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in headers


PICTURE = "/api/v1/barcodes/code128.png"


@pytest.mark.parametrize("query", ["data=1", "dta=1"])
@pytest.mark.parametrize("origin", [None, "https://shop.example", "https://other.example"])
def test_caches_are_told_that_answers_depend_on_the_origin(
    client_with: Callable[..., TestClient], origin: str | None, query: str
) -> None:
    """Fetch Standard, CORS protocol and HTTP caches: on every answer, whoever asks."""
    client = client_with(CORS_ORIGINS="https://shop.example,https://till.example")
    headers = {"Origin": origin} if origin else {}
    answer = client.simulate_get(PICTURE, query_string=query, headers=headers)
    assert answer.headers["vary"] == "Origin"


def test_vary_joins_what_else_was_negotiated(client_with: Callable[..., TestClient]) -> None:
    """RFC 9110, 12.5.5: a list."""
    client = client_with(CORS_ORIGINS="https://shop.example")
    answer = client.simulate_get("/api/v1/generate", query_string="data=1&format=code128")
    assert answer.headers["vary"] == "Accept, Origin"


@pytest.mark.parametrize("origins", ["", "*"])
def test_answers_that_are_the_same_for_all_origins_stay_one_in_caches(
    client_with: Callable[..., TestClient], origins: str
) -> None:
    """API.md, caching: Vary only where something was chosen."""
    client = client_with(CORS_ORIGINS=origins)
    headers = {"Origin": "https://shop.example"}
    answer = client.simulate_get(PICTURE, query_string="data=1", headers=headers)
    assert "vary" not in answer.headers
