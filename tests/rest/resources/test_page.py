"""The files of the page. tests/system tests it in a browser."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import falcon
import pytest
from falcon.testing import TestClient

from common import settings
from common.barcode.encode import symbology
from common.services.container import open_services
from rest.app import create_app

WEB = Path(__file__).parents[3] / "rest" / "web"
SCRIPTS = sorted((WEB / "scripts").glob("*.js"))


class _Document(HTMLParser):
    """Collects the files that a page loads, its metas and its inline content."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.metas: dict[str, str] = {}
        self.inline: list[str] = []
        self.ids: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" else []
        self._script = tag == "script"
        if tag in ("link", "script", "img") and (given.get("href") or given.get("src")):
            self.loads.append(given.get("href") or given.get("src") or "")
        if tag == "meta" and "name" in given:
            self.metas[given["name"] or ""] = given.get("content") or ""
        if given.get("id"):
            self.ids.append(given["id"] or "")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.inline.append("script")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


@pytest.fixture
def document(client: TestClient) -> _Document:
    return _Document(client.simulate_get("/").text)


def files(document: _Document) -> str:
    return f"/{document.metas['files']}"


def test_unknown_file_is_a_problem_document(client: TestClient, document: _Document) -> None:
    for path in ("/scripts/none.js", "/index.html/x", "/examples/none.svg"):
        answer = client.simulate_get(files(document) + path)
        assert answer.status == falcon.HTTP_404
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/../app.py", "/../../setup.py", "/%2e%2e/app.py", "//etc/passwd"]
)
def test_nothing_outside_the_folder_is_served(
    client: TestClient, document: _Document, path: str
) -> None:
    assert client.simulate_get(files(document) + path).status == falcon.HTTP_404


def test_page_has_nothing_inline(document: _Document) -> None:
    assert document.inline == []


def test_policy_forbids_inline_and_foreign_content(client: TestClient) -> None:
    policy = client.simulate_get("/").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_every_file_of_the_page_is_served_with_the_same_policy(
    client: TestClient, document: _Document
) -> None:
    policy = client.simulate_get("/").headers["Content-Security-Policy"]
    assert len(document.loads) > 5
    for path in document.loads:
        answer = client.simulate_get(urljoin("/", path))
        assert (path, answer.status) == (path, falcon.HTTP_200)
        assert answer.headers["Content-Security-Policy"] == policy


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_import_existing_files(script: Path) -> None:
    for target in re.findall(r'from "([^"]+)"', script.read_text()):
        if target.startswith("."):
            assert (script.parent / target).is_file(), target


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_existing_ids(script: Path) -> None:
    used = set(re.findall(r'byId\("([^"]+)"\)', script.read_text()))

    assert used - set(_Document((WEB / "index.html").read_text()).ids) == set()


def test_ids_are_unique(document: _Document) -> None:
    assert len(document.ids) == len(set(document.ids))


def test_page_is_revalidated_and_its_files_are_cached_for_ever(
    client: TestClient, document: _Document
) -> None:
    script = client.simulate_get(files(document) + "/scripts/main.js")

    assert client.simulate_get("/").headers["Cache-Control"] == "no-cache"
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_file_of_another_version_is_revalidated(client: TestClient) -> None:
    answer = client.simulate_get("/web/another/scripts/main.js")

    assert answer.status == falcon.HTTP_200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_current_etag_gets_a_304(client: TestClient) -> None:
    etag = client.simulate_get("/").headers["ETag"]

    assert client.simulate_get("/", headers={"If-None-Match": etag}).status == falcon.HTTP_304


def test_page_answers_head(client: TestClient) -> None:
    answer = client.simulate_head("/")

    assert answer.status == falcon.HTTP_200
    assert answer.content == b""


def test_every_symbology_has_a_drawn_example(client: TestClient, document: _Document) -> None:
    for id in symbology.catalogue():
        answer = client.simulate_get(f"{files(document)}/examples/{id}.svg")
        assert (id, answer.headers["Content-Type"]) == (id, "image/svg+xml")
        assert answer.text.startswith("<svg")


def test_page_has_the_path_of_the_api_and_the_version(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "ROOT_PATH": '/a&b"', "APP_VERSION": "9.8.7"}
    with open_services(settings.load(environ), process="rest") as services:
        text = TestClient(create_app(services)).simulate_get("/").text

    assert _Document(text).metas["root-path"] == '/a&b"'
    assert "theBarcodeAPI 9.8.7" in text
