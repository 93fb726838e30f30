"""Signed URLs: what they refuse first, then whose quota they use.

Expectations: docs/accounts.md; RFC 9111, 5.2.2 for caches.
"""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from falcon.testing import Result, TestClient
from PIL import Image

from tests.rest.requests import LOCAL
from tests.rest.resources.test_accounts import MASTER, add, call, token

Make = Callable[..., TestClient]

PICTURE = "/api/v1/barcodes/qr.png?data=A%2B%2F%C3%A9%201"
PLAIN = "/api/v1/barcodes/code128.png?data=123"


class Account:
    """A client of a service in which anna has one API key."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.user_id = add(client)
        self.bearer = token(client)
        made = call(client, "POST", "keys", headers=self.bearer).json
        self.key_id, self.key = made["id"], {"X-API-Key": made["api_key"]}

    def ask(self, url: str = PLAIN, headers: Any = None, **fields: object) -> Result:
        """Request a signature."""
        return call(
            self.client,
            "POST",
            "signatures",
            json={"url": url, **fields},
            headers=headers or self.key,
        )

    def sign(self, url: str = PLAIN, **fields: object) -> str:
        """Return the path and query of a signed URL."""
        answer = self.ask(url, **fields)
        assert answer.status_code == 201, answer.text
        parts = urlsplit(answer.json["url"])
        return f"{parts.path}?{parts.query}"

    def get(self, url: str, **headers: str) -> Result:
        """GET a picture without credentials."""
        path, _, query = url.partition("?")
        return self.client.simulate_get(path, query_string=query, headers={**LOCAL, **headers})

    def drawn(self) -> int:
        """Return how much of the account's quota is used."""
        used: int = call(self.client, "GET", "usage", headers=self.key).json["requests_today"]
        return used


@pytest.fixture
def anna(client_with: Make) -> Account:
    return Account(client_with(MASTER_API_KEY="open sesame", RATE_LIMIT_BURST="100000"))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda url: url.replace("data=123", "data=124"), "another URL"),
        (lambda url: url.replace("code128.png", "qr.png"), "another URL"),
        (lambda url: url.replace("?", "?width=500&"), "another URL"),
        (lambda url: url.replace("data=123&", ""), "another URL"),
        (lambda url: f"{url[:-1]}{'A' if url[-1] != 'A' else 'B'}", "another URL"),
        (lambda url: url.replace(".0..", ".0.data."), "another URL"),
        (lambda url: url.replace("signature=1.0.", "signature=1.9999999999."), "another URL"),
        (lambda url: url.partition("signature=")[0] + "signature=x", "malformed"),
        (lambda url: url.partition("signature=")[0] + "signature=", "malformed"),
    ],
)
def test_changed_url_is_refused(anna: Account, change: Callable[[str], str], text: str) -> None:
    """Nothing that the signature covers can be changed."""
    refused = anna.get(change(anna.sign()))
    assert (refused.status_code, refused.json["code"]) == (401, "auth.bad_credentials")
    assert text in refused.json["detail"]


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"url": "/api/v1/usage"}, "url", "signature.no_picture"),
        ({"url": "/api/v1/../v1/keys"}, "url", "signature.no_picture"),
        ({"url": "x" * 9_000}, "url", "signature.no_picture"),
        ({"url": "https://evil.example" + PLAIN}, "url", "signature.other_host"),
        ({"open": "data,nothing"}, "open", "option.unknown"),
        ({"expires_in_seconds": 0}, "expires_in_seconds", "signature.bad_expiry"),
        ({"expires_in_seconds": True}, "expires_in_seconds", "field.bad_kind"),
        ({"key_id": 99}, "key_id", "signature.no_key"),
        ({"nothing": 1}, "nothing", "field.unknown"),
    ],
)
def test_bad_field_is_named(
    anna: Account, fields: dict[str, object], field: str, code: str
) -> None:
    refused = anna.ask(**fields)  # type: ignore[arg-type]
    assert refused.status_code == 400
    assert [(each["field"], each["code"]) for each in refused.json["errors"]] == [(field, code)]


def test_signing_needs_credentials_and_a_key(anna: Account) -> None:
    """A URL lives as long as a key, which a token does not name."""
    assert anna.ask(headers=LOCAL).status_code == 401
    assert anna.ask(headers=anna.bearer).json["errors"][0]["code"] == "signature.no_key"
    assert anna.ask(headers=anna.bearer, key_id=anna.key_id).status_code == 201


def test_picture_is_charged_to_the_account_and_read_back(anna: Account) -> None:
    url = anna.sign(PICTURE)
    before = anna.drawn()
    answer = anna.get(url)
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.content)) as image:
        assert [each.text for each in zxingcpp.read_barcodes(image)] == ["A+/\u00e9 1"]
    assert anna.drawn() == before + 1
    assert anna.get(url).status_code == 200
    assert anna.drawn() == before + 2


def test_open_options_may_change(anna: Account) -> None:
    """A spreadsheet appends the data of each row."""
    url = anna.sign("/api/v1/generate?format=qr", open="data, width")
    for data in ("1", "two"):
        answer = anna.get(f"{url}&data={data}&width=300")
        with Image.open(io.BytesIO(answer.content)) as image:
            assert [each.text for each in zxingcpp.read_barcodes(image)] == [data]
    assert anna.get(f"{url}&data=1&format=ean13").status_code == 401


def test_revoked_key_ends_its_urls(anna: Account) -> None:
    url = anna.sign()
    assert anna.get(url).status_code == 200
    revoked = call(anna.client, "DELETE", f"keys/{anna.key_id}", headers=anna.bearer)
    assert revoked.status_code == 204
    refused = anna.get(url)
    assert refused.status_code == 401
    assert "revoked" in refused.json["detail"]


def test_disabled_user_ends_their_urls(anna: Account) -> None:
    url = anna.sign()
    changed = {"disabled": True}
    call(anna.client, "PATCH", f"admin/users/{anna.user_id}", json=changed, headers=MASTER)
    assert anna.get(url).status_code == 401


def test_caches_may_keep_the_picture_until_it_expires(anna: Account) -> None:
    """RFC 9111, 5.2.2.9: who has the URL may see the picture."""
    assert anna.get(anna.sign()).headers["cache-control"] == "public, max-age=86400"
    url = anna.sign(expires_in_seconds=60)
    kind, _, seconds = anna.get(url).headers["cache-control"].partition(", max-age=")
    assert kind == "public"
    assert 0 < int(seconds) <= 60


def test_credentials_of_a_proxy_do_not_hide_the_signature(anna: Account) -> None:
    before = anna.drawn()
    assert anna.get(anna.sign(), Authorization="Basic eDp5").status_code == 200
    assert anna.drawn() == before + 1


@pytest.mark.parametrize("path", ["validate", "usage", "symbologies"])
def test_signature_is_an_unknown_option_elsewhere(anna: Account, path: str) -> None:
    signature = anna.sign().partition("signature=")[2]
    assert anna.get(f"/api/v1/{path}?signature={signature}").status_code in (400, 401)
