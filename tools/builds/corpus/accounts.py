"""Users, tokens, keys, usage and limits."""

from collections.abc import Mapping
from typing import Any

from tools.builds.corpus.requests import Requests, changed, get, post, post_json
from tools.builds.stack import MASTER_KEY

MASTER = {"Master_Key": MASTER_KEY}
PASSWORD = "correct horse battery staple"  # noqa: S105 - of a user of this comparison
LOGIN = {"username": "anna", "password": PASSWORD}
BAD_USERS: tuple[Any, ...] = (
    {}, [], None, "x", {"username": "bert"}, {"password": PASSWORD}, {**LOGIN},
    {"username": "bert", "password": "short"}, {"username": "bert", "password": "x" * 2000},
    {"username": "b c", "password": PASSWORD}, {"username": "", "password": PASSWORD},
    {"username": "bert", "password": PASSWORD, "tier": "gold"},
    {"username": 5, "password": PASSWORD},
    {"username": "bert", "password": PASSWORD, "colour": "navy"},
    {"username": "bert", "password": None},
)  # fmt: skip
BAD_LOGINS: tuple[Any, ...] = (
    {}, [], {"username": "anna"}, {**LOGIN, "password": "wrong wrong"},
    {**LOGIN, "username": "nobody"},
    {**LOGIN, "grant_type": "refresh"}, {**LOGIN, "grant_type": "password"}, {**LOGIN, "colour": 1},
    {**LOGIN, "username": 5}, {**LOGIN, "scope": "", "client_id": "", "client_secret": ""},
)  # fmt: skip
CHANGES: tuple[Any, ...] = (
    {}, {"tier": "premium"}, {"tier": "gold"}, {"disabled": "yes"}, {"disabled": None}, {"a": 1},
    {"password": "short"}, {"disabled": True}, {"disabled": False},
    {"tier": "standard", "disabled": False},
)  # fmt: skip
LABELS: tuple[Any, ...] = ({}, {"label": ""}, {"label": "x" * 300}, {"label": 5}, {"a": 1}, [])
CREDENTIALS: tuple[Mapping[str, str], ...] = (
    {}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"},
    {"Authorization": "Bearer"},
    {"X_API_Key": "nonsense"}, {"X_API_Key": ""}, {"Authorization": "Bearer {{token}}"},
    {"X_API_Key": "{{key}}"}, {"X_API_Key": "{{key}}", "Authorization": "Bearer {{token}}"},
    {"Master_Key": "nonsense"}, MASTER,
)  # fmt: skip
PRIVATE = (
    "GET usage", "GET keys", "HEAD keys", "GET admin/users", "HEAD admin/users",
    "GET usage/metrics",
    "GET /health/detailed", "GET generate?data=1&format=qr&image_format=SVG", "POST admin/sync-db",
    "PATCH admin/users/1", "DELETE admin/users/99", "DELETE keys?id=99", "DELETE keys/99",
    "GET mcp/status",
)  # fmt: skip


def requests() -> Requests:
    """Yield requests about accounts."""
    yield from _users()
    yield from _tokens()
    yield from _keys()
    yield from _credentials()
    yield from _changes()
    yield from _tickets()
    yield from _ends()
    yield from _limits()


def _users() -> Requests:
    yield post_json("user/anna", "admin/users", LOGIN, **MASTER)
    for number, user in enumerate(BAD_USERS):
        yield post_json(f"user/bad/{number}", "admin/users", user, **MASTER)
    for tier in ("basic", "standard", "premium"):
        user = {"username": f"of-{tier}", "password": PASSWORD, "tier": tier}
        yield post_json(f"user/{tier}", "admin/users", user, **MASTER)
    for number, query in enumerate(("", "?after=2", "?after=99", "?after=x", "?after=-1", "?a=1")):
        yield get(f"users/{number}", f"admin/users{query}", **MASTER)


def _tokens() -> Requests:
    form = "application/x-www-form-urlencoded"
    body = f"username=anna&password={PASSWORD.replace(' ', '+')}".encode()
    request = post("token/form", "token", body, form)
    yield changed(request, keep={"token": "access_token"})
    yield post_json("token/json", "token", LOGIN)
    for number, login in enumerate(BAD_LOGINS):
        yield post_json(f"token/bad/{number}", "token", login)
    for number in range(7):
        wrong = {**LOGIN, "username": "somebody", "password": "wrong wrong"}
        yield post_json(f"token/often/{number}", "token", wrong, X_Forwarded_For="198.51.100.7")
    yield post("token/text", "token", body, "text/plain")
    yield get("token/get", "token")


def _keys() -> Requests:
    bearer = {"Authorization": "Bearer {{token}}"}
    request = post_json("key/make", "keys", {"label": "till"}, **bearer)
    yield changed(request, keep={"key": "api_key", "key-id": "id"})
    for number, body in enumerate(LABELS):
        yield post_json(f"key/label/{number}", "keys", body, **bearer)
    yield post_json("key/by-key", "keys", {"label": "x"}, X_API_Key="{{key}}")
    yield get("key/list", "keys", **bearer)
    yield get("key/list/by-key", "keys", X_API_Key="{{key}}")
    yield get("key/list/query", "keys?a=1", **bearer)


def _credentials() -> Requests:
    for number, headers in enumerate(CREDENTIALS):
        for private in PRIVATE:
            method, path = private.split(" ")
            request = get(f"private/{number}/{private}", path, **headers)
            yield changed(request, method=method, loose=True)


def _changes() -> Requests:
    for id in ("1", "99", "x", "-1", "99999999999999999999"):
        for number, change in enumerate(CHANGES):
            request = post_json(f"change/{id}/{number}", f"admin/users/{id}", change, **MASTER)
            yield changed(request, method="PATCH")
    yield get("change/after", "usage", Authorization="Bearer {{token}}")


def _tickets() -> Requests:
    bodies: tuple[Any, ...] = (
        {}, {"client_id": "till-1"}, {"client_id": ""}, {"client_id": "a/b"}, {"client_id": 5},
        {"client_id": "x" * 300}, {"client_id": "é"}, {"client_id": None}, {"a": 1}, [], "x",
    )  # fmt: skip
    for number, body in enumerate(bodies):
        yield post_json(f"ticket/{number}", "mcp/auth", body)
    yield post("ticket/none", "mcp/auth", b"", "")
    yield post("ticket/text", "mcp/auth", b"x", "text/plain")
    yield post_json("ticket/key", "mcp/auth", {"client_id": "k"}, X_API_Key="{{key}}")
    yield post_json("ticket/bad-key", "mcp/auth", {"client_id": "k"}, X_API_Key="nonsense")


def _ends() -> Requests:
    request = post_json("end/token", "token", LOGIN)
    yield changed(request, keep={"token-2": "access_token"})
    bearer = {"Authorization": "Bearer {{token-2}}"}
    for path in (
        "keys/{{key-id}}",
        "keys?id=2",
        "keys?id=x",
        "keys/x",
        "keys",
        "keys?id=1&id=2",
        "keys/1?a=1",
    ):
        yield changed(get(f"end/{path}", path, **bearer), method="DELETE")
    yield changed(get("end/user", "admin/users/2", **MASTER), method="DELETE")
    yield changed(get("end/user/again", "admin/users/2", **MASTER), method="DELETE")
    yield changed(get("end/user/text", "admin/users/x", **MASTER), method="DELETE")
    yield changed(get("end/user/query", "admin/users/3?a=1", **MASTER), method="DELETE")
    yield get("end/list", "admin/users", **MASTER)
    yield changed(post("sync/body", "admin/sync-db?a=1", b"", "", **MASTER), loose=True)


def _limits() -> Requests:
    for number in range(8):
        request = get(f"limit/draw/{number}", f"generate?data={number}&format=qr&image_format=SVG")
        yield changed(request, via="limited")
    for path in (
        "validate?data=1&format=qr",
        "generate?data=&format=qr",
        "barcodes/qr.png?data=1",
        "symbologies/qr",
    ):
        yield changed(get(f"limit/{path}", path), via="limited")
    table = b"data,format\n1,qr\n2,qr\n"
    yield changed(post("limit/batch", "batches", table, "text/csv"), via="limited")
    yield changed(get("limit/usage", "usage"), via="limited")
    call = {"name": "barcode_generator", "arguments": {"data": "1", "format": "qr"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    yield changed(post_json("limit/mcp", "mcp", message), via="limited")
