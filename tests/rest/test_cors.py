"""Which browser origins may read answers; credentials are never allowed."""

from pathlib import Path

import pytest
from falcon.testing import Result, TestClient

from common import settings
from common.services.bundle import open_services
from rest.app import create_app


def ask(tmp_path: Path, origins: str) -> Result:
    environ = {"DATA_DIR": str(tmp_path), "CORS_ORIGINS": origins}
    with open_services(settings.load(environ), process="rest") as services:
        client = TestClient(create_app(services))
        return client.simulate_get("/livez", headers={"Origin": "https://shop.example"})


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("", None),
        ("https://other.example", None),
        ("https://shop.example", "https://shop.example"),
        ("*", "*"),
    ],
)
def test_only_listed_origins_are_allowed(tmp_path: Path, origins: str, allowed: str | None) -> None:
    """Fetch Standard, 3.2: an origin that is not named back can't read the answer."""
    headers = ask(tmp_path, origins).headers
    assert headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in headers
