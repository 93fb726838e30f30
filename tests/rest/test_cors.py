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
