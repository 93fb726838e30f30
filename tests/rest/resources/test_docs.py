"""The documentation as its files are served. What it does in a browser is for tests/system."""

import hashlib
import re
from pathlib import Path
from urllib.parse import urljoin

import falcon
import pytest
from falcon.testing import TestClient

DOCS = Path(__file__).parents[3] / "rest" / "docs"
VENDORED = DOCS / "swagger-ui"


def loads(client: TestClient) -> list[str]:
    return re.findall(r'(?:src|href)="(docs/[^"]+)"', client.simulate_get("/docs").text)


@pytest.mark.parametrize("path", ["/docs/x/none.js", "/docs/x/../page.py", "/docs/x"])
def test_file_that_is_not_there_is_a_404(client: TestClient, path: str) -> None:
    assert client.simulate_get(path).status == falcon.HTTP_404


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.simulate_get("/docs").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_everything_that_it_loads_is_served_to_be_kept(client: TestClient) -> None:
    found = loads(client)
    assert len(found) == 5
    for path in found:
        answer = client.simulate_get(urljoin("/", path))
        assert (path, answer.status) == (path, falcon.HTTP_200)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_client_that_holds_it_gets_304(client: TestClient) -> None:
    held = client.simulate_get("/docs").headers["ETag"]

    assert client.simulate_get("/docs", headers={"If-None-Match": held}).status == falcon.HTTP_304


def test_vendored_files_are_those_of_the_package() -> None:
    """Swagger UI is used as released: its hashes were taken from the package itself."""
    told = dict(
        reversed(line.split("  "))
        for line in (VENDORED / "VENDORED.txt").read_text().splitlines()
        if re.match(r"[0-9a-f]{64}  ", line)
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDORED.iterdir()
        if path.name != "VENDORED.txt"
    }

    assert found == told
    assert "LICENSE.txt" in told
