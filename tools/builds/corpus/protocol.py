"""HTTP itself: pages, health, methods, paths, negotiation, conditions, origins, sizes."""

import re

from tools.builds.corpus.accounts import MASTER
from tools.builds.corpus.requests import JSON, Requests, changed, get, post

PLAIN = (
    "/", "/docs", "/docs/", "/openapi.json", "/health", "/livez", "/readyz", "/metrics",
    "/health/detailed",
    "/api/v1/mcp/status", "/api/v1/usage", "/api/v1/symbologies", "/nothing", "/api/v1", "/api/v1/",
    "/api/v1/nothing", "/api/v2/generate", "//", "/api/v1/generate/", "/api/v1/barcodes/qr",
    "/favicon.ico",
    "/web/x/nothing.js", "/web/x/examples/qr.svg", "/web/x/examples/nothing.svg", "/docs/x/nothing",
    "/web/x/../../app.py", "/web/x/%2e%2e/app.py", "/%ff", "/api/v1/mcp/ws/compare", "/robots.txt",
    "/.well-known/oauth-protected-resource", "/api/v1/admin/nothing", "/api/v1/batches",
)  # fmt: skip
ENDPOINTS = (
    "generate", "validate", "decode", "batches", "bulk/generate_upload", "bulk/job_status/a",
    "batches/a",
    "symbologies", "symbologies/qr", "token", "keys", "usage", "usage/metrics", "admin/users",
    "admin/users/1",
    "admin/sync-db", "mcp/status", "mcp/auth", "barcodes/qr.png", "/health", "/openapi.json",
    "/docs", "/",
    "/livez", "/metrics", "/web/x/examples/qr.svg", "batches/a/barcodes.zip", "keys/1",
    "/health/detailed",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")
ACCEPTS = (
    "*/*", "image/*", "image/png", "IMAGE/PNG", "image/svg+xml;q=0.5, image/png;q=0.4", "text/html",
    "image/webp,*/*;q=0.8", "application/json", "application/*", "image/heic", "", "nonsense",
    "image/png;q=x",
    "image/png;q=0", "application/json;q=0.9, image/png;q=0.1", "*/*;q=0",
    "application/pdf, */*;q=0.1",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
)  # fmt: skip
CONDITIONAL = (
    "generate?data=1&format=qr", "barcodes/qr.png?data=1", "barcodes/qr.svg?data=1", "/", "/docs",
    "/web/x/examples/qr.svg", "symbologies", "/openapi.json",
)  # fmt: skip
DRAWING = "generate?data=ABC-123&format=code128"


def requests() -> Requests:
    """Yield the remaining requests."""
    for path in PLAIN:
        loose = path in ("/health/detailed", "/api/v1/usage", "/api/v1/mcp/status")
        yield changed(get(f"plain{path}", path), loose=loose)
        yield changed(get(f"plain-head{path}", path), method="HEAD")
    yield changed(get("detailed", "/health/detailed", **MASTER), loose=True)
    yield changed(get("metrics", "usage/metrics", **MASTER), loose=True)
    for path in ENDPOINTS:
        for method in METHODS:
            request = get(f"method/{method}/{path}", path)
            yield changed(request, method=method, loose="health" in path or "usage" in path)
    yield from _negotiated()
    yield from _conditional()
    yield from _files()
    yield from _sizes()


def _negotiated() -> Requests:
    for number, accept in enumerate(ACCEPTS):
        for path in (
            DRAWING,
            f"{DRAWING}&image_format=GIF",
            "barcodes/qr.png?data=1",
            "validate?data=1",
        ):
            yield get(f"negotiate/{number}/{path}", path, Accept=accept)
        body = b'{"data":"1","format":"qr"}'
        yield post(f"negotiate/{number}/post", "generate", body, JSON, Accept=accept)
    for encoding in ("gzip", "br", "identity", "gzip;q=0", "*"):
        for path in ("/", "/docs", DRAWING, "/openapi.json", "symbologies"):
            yield get(f"encoding/{encoding}/{path}", path, Accept_Encoding=encoding)
    for origin in ("https://shop.example", "https://evil.example", "null"):
        for path in (DRAWING, "symbologies", "/health", "/"):
            yield get(f"origin/{origin}/{path}", path, Origin=origin)
            arguments = {
                "Access_Control_Request_Method": "POST",
                "Access_Control_Request_Headers": "x-api-key",
            }
            request = get(f"preflight/{origin}/{path}", path, Origin=origin, **arguments)
            yield changed(request, method="OPTIONS")
    for language in ("de", "fr-CH, en;q=0.5"):
        yield get(f"language/{language}", "generate?data=", Accept_Language=language)


def _conditional() -> Requests:
    for path in CONDITIONAL:
        yield changed(get(f"held/{path}/first", path), keep={f"etag/{path}": "header:ETag"})
        tag = f"{{{{etag/{path}}}}}"
        for number, held in enumerate((tag, f"W/{tag}", f'"a", {tag}', '"a"', "*", "nonsense", "")):
            yield get(f"held/{path}/{number}", path, If_None_Match=held)
        yield changed(get(f"held/{path}/head", path, If_None_Match=tag), method="HEAD")
        yield get(f"held/{path}/match", path, If_Match='"a"')
        yield get(f"held/{path}/range", path, Range="bytes=0-9")
    since = "Fri, 01 Jan 2100 00:00:00 GMT"
    yield get("held/since", "barcodes/qr.png?data=1", If_Modified_Since=since)


def _files() -> Requests:
    """Yield requests for the files that the pages load: each is part of what a browser sees."""
    for page, prefix in (("/", "/"), ("/docs", "/")):
        answer = yield changed(get(f"page{page}", page), keep={})
        found = re.findall(r'(?:href|src)="((?:web|docs)/)[\w-]+/([^"]+)"', answer.body.decode())
        for folder, name in sorted(set(found)):
            yield get(f"file/{folder}{name}", f"{prefix}{folder}x/{name}")


def _sizes() -> Requests:
    for length in (1_000, 3_000, 4_200, 9_000, 20_000, 70_000):
        yield get(f"long/query/{length}", f"generate?format=qr&data={'x' * length}")
        yield get(f"long/path/{length}", f"/{'x' * length}")
    for length in (7_000, 9_000, 70_000):
        yield get(f"long/header/{length}", DRAWING, X_Long="x" * length)
    yield get("many/headers", DRAWING, **{f"X_{number}": "1" for number in range(150)})
    yield get("many/options", f"generate?{'&'.join(f'a{number}=1' for number in range(500))}")
    for value in ("0123456789abcdef0123456789abcdef", "not an id", ""):
        yield get(f"request-id/{value}", DRAWING, X_Request_ID=value)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    yield get("traced", DRAWING, traceparent=trace)
    yield get("forwarded", "mcp/status", X_Forwarded_Proto="https", X_Forwarded_Host="shop.example")
