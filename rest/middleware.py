"""What happens about every request: its id, its caller, its line in the log."""

import logging
import re
import secrets
import time
from typing import Any

import falcon
from falcon import Request, Response

from common.services import wait_budget

_REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
# W3C Trace Context, 3.2: version, trace-id, parent-id, flags; all-zero ids are invalid.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")

_log = logging.getLogger("thebarcodeapi.access")


class RequestLog:
    """Gives each request an id, patience, and a line in the log without payloads or secrets."""

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the start; accept the client's own request id where it is well formed."""
        req.context.started = time.perf_counter()
        wait_budget.begin()
        given = req.get_header("X-Request-ID") or ""
        req.context.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        resp.set_header("X-Request-ID", req.context.request_id)
        trace = _TRACEPARENT.fullmatch(req.get_header("traceparent") or "")
        trace_id, flags = trace.groups() if trace else (secrets.token_hex(16), "00")
        req.context.trace_id = trace_id
        resp.set_header("traceparent", f"00-{trace_id}-{secrets.token_hex(8)}-{flags}")

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Write the request's line."""
        if "started" not in req.context:  # Falcon refuses the method WEBSOCKET before all else
            self.process_request(req, resp)
        # Behind it comes at most a stream, whose reader decides how long it takes.
        wait_budget.end()
        seconds = time.perf_counter() - req.context.started
        _log.info(
            "request",
            extra={
                "request_id": req.context.request_id,
                "trace_id": req.context.trace_id,
                "method": req.method,
                "route": req.uri_template,
                "status": falcon.http_status_to_code(resp.status),
                "milliseconds": round(seconds * 1000, 3),
            },
        )


class SafetyHeaders:
    """Keeps browsers from guessing at what we send."""

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Set the headers that every answer carries."""
        resp.set_header("X-Content-Type-Options", "nosniff")
        resp.set_header("Referrer-Policy", "no-referrer")
        if "content-security-policy" not in resp.headers:
            # An SVG opened by itself is a document: it may run and load nothing.
            resp.set_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"
            )


class Cors(falcon.CORSMiddleware[Any, Any]):
    """Falcon's own, and the Vary that it leaves out."""

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Name back an origin that is listed; say to caches that the answer depends on it."""
        super().process_response(req, resp, resource, req_succeeded)
        if self.allow_origins != "*":
            # Also where none is named back: a cache must not give that to an origin that is listed
            # (Fetch Standard, 3.2.5, CORS protocol and HTTP caches).
            resp.append_header("Vary", "Origin")


def cors(origins: tuple[str, ...]) -> Cors:
    """Return the CORS middleware for *origins*; credentials are never allowed."""
    return Cors(
        allow_origins="*" if "*" in origins else list(origins),
        expose_headers=[
            "ETag",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "X-Barcode-Format",
            "X-Barcode-Module-Mm",
            "X-Barcode-Module-Px",
            "X-Barcode-Verified",
            "X-Barcode-Warning",
            "X-Request-ID",
        ],
    )
