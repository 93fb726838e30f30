"""Static files: RFC 9110, 8.8.3 (ETag) and 12.5.3 (Accept-Encoding)."""

import gzip
from pathlib import Path

import falcon
import pytest
from falcon import Request, Response
from falcon.testing import Result, TestClient

from rest import assets

BODY = b"body { color: black }\n" * 40
ASSET = assets.make(BODY, "text/css; charset=utf-8")


class _Files:
    def on_get(self, req: Request, resp: Response) -> None:
        assets.answer(req, resp, ASSET, assets.FOREVER)

    on_head = on_get


@pytest.fixture
def client() -> TestClient:
    app = falcon.App()
    app.add_route("/file.css", _Files())
    return TestClient(app)


def get(client: TestClient, **headers: str) -> Result:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.simulate_get("/file.css", headers=named)


@pytest.mark.parametrize("header", ["", "br", "gzip;q=0", "gzip;q=0.0", "x-gzip2"])
def test_client_without_gzip_gets_the_plain_bytes(client: TestClient, header: str) -> None:
    answer = get(client, Accept_Encoding=header)

    assert answer.content == BODY
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("header", ["gzip", "br, gzip", "GZIP;q=0.5", "deflate, gzip;q=1.0"])
def test_client_with_gzip_gets_the_same_compressed(client: TestClient, header: str) -> None:
    answer = get(client, Accept_Encoding=header)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == BODY


def test_each_encoding_has_its_own_strong_etag(client: TestClient) -> None:
    plain, packed = get(client), get(client, Accept_Encoding="gzip")

    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert not plain.headers["ETag"].startswith("W/")
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("form", ["{}", 'W/{}, "other"', '"other", {}'])
def test_client_with_a_current_etag_gets_304_without_a_body(client: TestClient, form: str) -> None:
    etag = get(client).headers["ETag"]

    answer = get(client, If_None_Match=form.format(etag))

    assert answer.status == falcon.HTTP_304
    assert answer.content == b""
    assert answer.headers["ETag"] == etag


def test_client_with_another_etag_gets_the_file(client: TestClient) -> None:
    assert get(client, If_None_Match='"other"').status == falcon.HTTP_200


def test_file_that_gzip_does_not_shorten_is_not_compressed() -> None:
    assert assets.make(b"a", "text/plain").compressed == b""


def test_same_bytes_compress_to_the_same_bytes() -> None:
    """By default gzip writes the time into its header; replicas must send equal bytes."""
    assert assets.make(BODY, "text/css") == assets.make(BODY, "text/css")


def test_load_returns_files_of_known_types_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "base.css").write_text("a {}")
    (tmp_path / "index.html").write_text("<p>")
    (tmp_path / "secret.py").write_text("")

    assert set(assets.load(tmp_path)) == {"index.html", "style/base.css"}


def test_combined_digest_changes_with_each_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = assets.combined_digest(assets.load(tmp_path))
    (tmp_path / "a.css").write_text("b {}")

    assert assets.combined_digest(assets.load(tmp_path)) != before
