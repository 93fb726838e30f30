"""Short forms of requests, and the catalogue of a build."""

import json
from collections.abc import Generator, Mapping
from itertools import count
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from tools.builds.exchanges import Answer, Request

ROOT = "/api/v1"
JSON = "application/json"
Requests = Generator[Request, Answer, None]


class Kind(Struct, frozen=True):
    """A symbology, as ``GET symbologies`` describes it."""

    id: str
    example: str
    aliases: tuple[str, ...]
    own_options: tuple[str, ...]


class _Catalogue(Struct, frozen=True):
    symbologies: tuple[Kind, ...]


def load_catalogue() -> Generator[Request, Answer, tuple[Kind, ...]]:
    """Request the symbologies of the build; return them in order of id."""
    answer = yield Request("symbologies/all", path=f"{ROOT}/symbologies")
    found = msgspec.json.decode(answer.body, type=_Catalogue).symbologies
    return tuple(sorted(found, key=lambda kind: kind.id))


def get(name: str, path: str, query: Mapping[str, Any] | None = None, /, **headers: str) -> Request:
    """Return a GET below the API's root, or of a whole path that begins with a slash."""
    whole = path if path.startswith("/") else f"{ROOT}/{path}"
    tail = f"?{urlencode(query)}" if query else ""
    return Request(name, path=whole + tail, headers=_headers(headers))


def post(name: str, path: str, body: bytes, media_type: str, /, **headers: str) -> Request:
    """Return a POST of *body*."""
    kept = {"Content-Type": media_type} if media_type else {}
    whole = path if path.startswith("/") else f"{ROOT}/{path}"
    return Request(name, "http", "POST", whole, {**kept, **_headers(headers)}, body)


def post_json(name: str, path: str, document: Any, /, **headers: str) -> Request:
    """Return a POST of *document* as JSON."""
    return post(name, path, json.dumps(document).encode(), JSON, **headers)


def changed(request: Request, **changes: Any) -> Request:
    """Return *request* with other attributes."""
    return msgspec.structs.replace(request, **changes)


def apart(inner: Requests, network: str) -> Requests:
    """Yield the requests of *inner*, each from an address of its own in *network*.

    Attempts with wrong credentials are counted by address; after five, all get 429.

    Args:
        inner: the requests.
        network: the first two numbers of IPv4 addresses, such as ``10.1``.
    """
    answer: Answer | None = None
    for number in count():
        try:
            request = inner.send(answer) if answer else next(inner)
        except StopIteration:
            return
        address = f"{network}.{number // 250}.{number % 250 + 1}"
        if request.via == "http":
            headers = {"X-Forwarded-For": address, **request.headers}
            request = changed(request, headers=headers)
        answer = yield request


def form(*files: tuple[str, bytes], **fields: str) -> tuple[bytes, str]:
    """Return a multipart body of *files* (name, content) and *fields*, and its media type."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + content
        for name, content in files
    ]
    parts += [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode()
        for name, text in fields.items()
    ]
    return b"\r\n".join([*parts, b"--b--\r\n"]), "multipart/form-data; boundary=b"


def _headers(words: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in words.items()}
