"""Middleware of every request: ids, counts, the access log, rate limits, security headers, CORS."""

import logging
import os
import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

import falcon
from falcon import Request, Response

from common.operations.quota import LimitReached, Quota, describe
from common.services import wait_budget
from common.services.container import Services
from common.services.limits.limiter import Decision
from common.services.logs import EventRecord
from common.services.metrics import Key, Metrics
from rest import authentication
from rest.errors import write_limit_reached

_REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
# W3C Trace Context, 3.2: version, trace-id, parent-id, flags; all-zero ids are invalid.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")

_SECONDS_PER_DAY = 86_400
_POLICY = "content-security-policy"
_SECURE = {
    # A browser must not take a text of a client for a script (Fetch Standard).
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # An SVG that is opened as a document must not run scripts or load anything.
    _POLICY: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
_CHANGING = ("POST", "PATCH", "DELETE")

# Upper bounds of the buckets, in seconds; what is slower is in a last one.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
BUCKETS = (*(str(bound) for bound in BOUNDS), "+Inf")

REQUESTS = "http_requests"
REQUEST_BYTES = "http_request_bytes"
RESPONSE_BYTES = "http_response_bytes"
# Counters are whole numbers.
MICROSECONDS = "http_request_microseconds"
BUCKET = "http_request_buckets"

_COUNT, _MICROSECONDS, _RECEIVED, _SENT, _FIRST_BUCKET = range(5)
_SUMS = _FIRST_BUCKET + len(BUCKETS)
# RFC 9110, 9.1, and RFC 5789. A client may invent others.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# The template of a path, or None if no route matches; method; status.
Counted = tuple[str | None, str, int]

_log = logging.getLogger("thebarcodeapi.access")


def put_headers(resp: Response, headers: Mapping[str, str]) -> None:
    """Set *headers*, whose names are in small letters and which are no cookies.

    `Response.set_headers` checks both of each header, in several times as long.
    """
    resp._headers.update(headers)  # noqa: SLF001 - it has no other way in


class RequestMetrics:
    """The sums of this process, which *metrics* takes when it writes.

    The sums only grow, so that nothing is lost if they are read while a request is counted.
    Requests are counted by one thread: that of the worker's greenlets.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._sums: dict[Counted, list[int]] = {}
        self._taken: dict[Counted, list[int]] = {}
        metrics.add_source(self.take)

    def count(self, request: Counted, seconds: float, received: int, sent: int) -> None:
        """Add one request.

        Args:
            request: its path, method and status.
            seconds: until the head of the answer was ready.
            received: bytes of its body that were read.
            sent: bytes of the answer's body, without those of a stream.
        """
        sums = self._sums.get(request)
        if sums is None:
            sums = self._sums[request] = [0] * _SUMS
        sums[_COUNT] += 1
        sums[_MICROSECONDS] += int(seconds * 1e6)
        sums[_RECEIVED] += received
        sums[_SENT] += sent
        sums[_FIRST_BUCKET + bisect_left(BOUNDS, seconds)] += 1

    def add_sent(self, request: Counted, sent: int) -> None:
        """Add the bytes of a stream to *request*, which was counted before."""
        self._sums[request][_SENT] += sent

    def take(self) -> "Counter[Key]":
        """Return what was counted since the last call."""
        counts: Counter[Key] = Counter()
        # Copied by single steps of the interpreter: other requests may be counted meanwhile.
        for request, sums in list(self._sums.items()):
            now, before = list(sums), self._taken.get(request)
            if now != before:
                added = [new - old for new, old in zip(now, before or [0] * _SUMS, strict=True)]
                self._taken[request] = now
                _add(counts, request, added)
        return counts


def _add(counts: "Counter[Key]", request: Counted, added: list[int]) -> None:
    route, method, status = request
    # The labels of a counter are in order of name.
    at = (
        ("method", method if method in _METHODS else "other"),
        ("route", route or "none"),
    )
    counts[REQUESTS, (*at, ("status", str(status)))] += added[_COUNT]
    counts[MICROSECONDS, at] += added[_MICROSECONDS]
    counts[REQUEST_BYTES, at] += added[_RECEIVED]
    counts[RESPONSE_BYTES, at] += added[_SENT]
    for bucket, count in zip(BUCKETS, added[_FIRST_BUCKET:], strict=True):
        if count:
            counts[BUCKET, (("le", bucket), *at)] += count


class RequestLog:
    """Gives each request an id and a wait budget, counts it, and logs it without payloads.

    Arguments:
        requests: counts the requests.
    """

    def __init__(self, requests: RequestMetrics) -> None:
        self._requests = requests

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the start; keep the client's own request id if it is well formed."""
        req.context.started = time.perf_counter()
        wait_budget.begin()
        # A client that correlates logs keeps its own id. Others could inject line breaks into ours.
        given, parent = req.env.get("HTTP_X_REQUEST_ID"), req.env.get("HTTP_TRACEPARENT")
        # One request for random bytes serves all ids: each is a system call.
        random = os.urandom(40).hex()
        request_id = given if given and _REQUEST_ID.fullmatch(given) else random[:32]
        trace = _TRACEPARENT.fullmatch(parent) if parent else None
        trace_id, flags = trace.groups() if trace else (random[32:64], "00")
        req.context.request_id, req.context.trace_id = request_id, trace_id
        # The trace goes on with a new parent-id, which stands for this request (W3C Trace Context,
        # 3.2).
        continued = f"00-{trace_id}-{random[64:]}-{flags}"
        put_headers(resp, {"x-request-id": request_id, "traceparent": continued})

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Count the request, and log it; a stream is logged at its end."""
        # Falcon refuses the method WEBSOCKET before it calls process_request.
        if getattr(req.context, "started", None) is None:
            self.process_request(req, resp)
        # Only a stream may follow, and its reader decides how long that takes.
        wait_budget.end()
        # Until the head of the answer: a stream is sent after this.
        seconds = time.perf_counter() - req.context.started
        status = falcon.http_status_to_code(resp.status)
        # The template, not the path: a path may contain the caller's data.
        request = (req.uri_template, req.method, status)
        received = getattr(req.context, "received_bytes", 0)
        sent = _length(req, resp, status)
        self._requests.count(request, seconds, received, sent)
        # No resource sets a file, the other kind of stream.
        stream = cast("Iterable[bytes] | None", resp.stream)
        if stream is not None:

            def finish(streamed: int) -> None:
                self._requests.add_sent(request, streamed)
                if _log.isEnabledFor(logging.INFO):
                    _write(req, status, seconds, received, streamed)

            resp.stream = MeasuredStream(stream, finish)
        elif _log.isEnabledFor(logging.INFO):
            _write(req, status, seconds, received, sent)


def _length(req: Request, resp: Response, status: int) -> int:
    """Return the bytes of the answer's body, without those of a stream."""
    # RFC 9110, 6.4.1: these have no body.
    if req.method == "HEAD" or status in (204, 304):
        return 0
    body = resp.data
    if body is None:
        return len(resp.text.encode()) if resp.text else 0
    return len(body)


class MeasuredStream:
    """The pieces of an answer, whose bytes are counted while they are sent.

    Arguments:
        pieces: the stream.
        finish: is called once, with the bytes that the server has taken, at the end of the answer
            or when the client is gone.
    """

    def __init__(self, pieces: Iterable[bytes], finish: Callable[[int], None]) -> None:
        self._stream = pieces
        self._pieces = iter(pieces)
        self._finish: Callable[[int], None] | None = finish
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Return the next piece."""
        piece = next(self._pieces)
        self._sent += len(piece)
        return piece

    def close(self) -> None:
        """End the stream. WSGI servers call this in any case (PEP 3333)."""
        finish, self._finish = self._finish, None
        try:
            if (close := getattr(self._stream, "close", None)) is not None:
                close()
        finally:
            if finish is not None:
                finish(self._sent)


def _write(req: Request, status: int, seconds: float, received: int, sent: int) -> None:
    """Write the line of a request."""
    caller = getattr(req.context, "caller", None)
    record = EventRecord(
        _log.name,
        "request",
        {
            "request_id": req.context.request_id,
            "trace_id": req.context.trace_id,
            "caller": caller.key if caller is not None else "",
            "method": req.method,
            "route": req.uri_template,
            "status": status,
            "milliseconds": round(seconds * 1000, 3),
            "bytes_in": received,
            "bytes_out": sent,
        },
    )
    _log.handle(record)


class RateLimits:
    """Creates the quota of each request and writes the headers about it.

    A resource that draws or reads barcodes charges the quota itself, and declares ``charges =
    True``. All other requests below ROOT_PATH cost burst only. This is charged here before the
    resource runs, or after it if there is no resource.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reports = services.settings.rate_limit_enabled

    def process_resource(
        self, req: Request, resp: Response, resource: object, params: dict[str, object]
    ) -> None:
        """Create the quota, and charge burst for a resource that does not charge itself.

        Raises:
            LimitReached: the caller has to wait; nothing is changed.
            StateUnavailable: the request can't be counted now.
        """
        req.context.quota = quota = Quota(self._services, authentication.of(req))
        if getattr(resource, "charges", False):
            return
        if not authentication.is_of_the_api(req):
            return
        # Before any work: a caller over the burst limit costs no more than this check.
        if req.method in _CHANGING:
            quota.charge()
        else:
            quota.charge_remaining()

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Charge burst if nothing was charged, and write the headers."""
        caller = getattr(req.context, "caller", None)
        if caller is None:
            return  # Falcon refuses the method WEBSOCKET before it calls any middleware
        quota: Quota | None
        try:
            quota = req.context.quota
        except AttributeError:
            # There is no resource, or the credentials are invalid.
            quota = req.context.quota = Quota(self._services, caller)
        if quota is None:
            return  # the resource used quotas of its own, as MCP does for each call
        if authentication.is_of_the_api(req):
            try:
                quota.charge_remaining()
            except LimitReached as reached:
                write_limit_reached(resp, describe(reached.decision), reached.decision)
        if quota.cache_use:
            put_headers(resp, {"x-cache": quota.cache_use.upper()})
        if quota.decision is not None and self._reports:
            write_headers(resp, quota.decision)


def write_headers(resp: Response, decision: Decision) -> None:
    """Write the limits and the rest, in the IETF draft's form and in that of the public API.

    Source: draft-ietf-httpapi-ratelimit-headers-10, 3 and 4.
    """
    # The burst is a moving window: after a second at the most, one more request is admitted.
    burst_seconds = decision.retry_after_seconds if decision.reason == "burst" else 1
    day, burst = decision.limit, decision.burst_limit
    put_headers(
        resp,
        {
            "ratelimit-policy": f'"day";q={day};w={_SECONDS_PER_DAY}, "burst";q={burst};w=1',
            "ratelimit": f'"day";r={decision.remaining};t={decision.reset_seconds}, '
            f'"burst";r={decision.burst_remaining};t={burst_seconds}',
            "x-rate-limit-requests": str(day),
            "x-rate-limit-remaining": str(decision.remaining),
            "x-rate-limit-reset": str(decision.reset_seconds),
        },
    )


class SecurityHeaders:
    """Sets the security headers of every answer."""

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Set the headers."""
        # Some resources have a policy of their own.
        own = resp.get_header("Content-Security-Policy")
        put_headers(resp, _SECURE if own is None else {**_SECURE, _POLICY: own})


class Cors(falcon.CORSMiddleware[Any, Any]):
    """Falcon's CORS middleware, with the Vary header that it omits."""

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Return a listed origin in the answer, and make caches distinguish origins."""
        super().process_response(req, resp, resource, req_succeeded)
        if self.allow_origins != "*":
            # Also without an allowed origin: a cache must not give that answer to a listed one
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
