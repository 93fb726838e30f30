"""The files of the documentation. tests/system tests it in a browser."""

import re
from urllib.parse import urljoin

import falcon
import pytest
from falcon.testing import TestClient


def loads(client: TestClient) -> list[str]:
    """Return the paths that the documentation loads."""
    return re.findall(r'(?:src|href)="(docs/[^"]+)"', client.simulate_get("/docs").text)


@pytest.mark.parametrize("path", ["/docs/x/none.js", "/docs/x/../page.py", "/docs/x"])
def test_unknown_file_is_a_404(client: TestClient, path: str) -> None:
    assert client.simulate_get(path).status == falcon.HTTP_404


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.simulate_get("/docs").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_file_is_served_and_cacheable(client: TestClient) -> None:
    paths = loads(client)
    assert len(paths) == 7
    for path in paths:
        answer = client.simulate_get(urljoin("/", path))
        assert (path, answer.status) == (path, falcon.HTTP_200)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_current_etag_gets_a_304(client: TestClient) -> None:
    etag = client.simulate_get("/docs").headers["ETag"]

    assert client.simulate_get("/docs", headers={"If-None-Match": etag}).status == falcon.HTTP_304


def test_scripts_import_existing_files(client: TestClient) -> None:
    """A script is found under the folder of the version, as a browser resolves it."""
    [script] = [path for path in loads(client) if path.endswith("docs.js")]
    waiting, seen = [f"/{script}"], set()
    while waiting:
        path = waiting.pop()
        answer = client.simulate_get(path)
        assert (path, answer.status) == (path, falcon.HTTP_200)
        seen.add(path)
        found = [urljoin(path, each) for each in re.findall(r'from "(\./[^"]+)"', answer.text)]
        waiting += [each for each in found if each not in seen]
    assert len(seen) > 4
