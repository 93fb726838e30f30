"""Files sent as they are. Expectations: RFC 9110, 8.8.3 (ETag), 12.5.3 (Accept-Encoding)."""

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
def test_client_that_holds_the_file_gets_304_without_a_body(client: TestClient, form: str) -> None:
    held = get(client).headers["ETag"]

    answer = get(client, If_None_Match=form.format(held))

    assert answer.status == falcon.HTTP_304
    assert answer.content == b""
    assert answer.headers["ETag"] == held


def test_client_that_holds_another_file_gets_it_whole(client: TestClient) -> None:
    assert get(client, If_None_Match='"other"').status == falcon.HTTP_200


def test_file_that_gzip_would_not_shrink_is_never_compressed() -> None:
    assert assets.make(b"a", "text/plain").compressed == b""


def test_same_bytes_compress_to_the_same_bytes() -> None:
    # gzip writes the time into its head unless told not to; replicas must agree.
    assert assets.make(BODY, "text/css") == assets.make(BODY, "text/css")


def test_load_finds_files_of_known_kinds_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "base.css").write_text("a {}")
    (tmp_path / "index.html").write_text("<p>")
    (tmp_path / "secret.py").write_text("")

    assert set(assets.load(tmp_path)) == {"index.html", "style/base.css"}


def test_digest_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = assets.digest(assets.load(tmp_path))
    (tmp_path / "a.css").write_text("b {}")

    assert assets.digest(assets.load(tmp_path)) != before
