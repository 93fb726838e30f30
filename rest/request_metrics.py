"""Counts the HTTP requests of this process, cheaply, for `/metrics`."""

from bisect import bisect_left
from collections import Counter

from common.services.metrics import Key, Metrics

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

Request = tuple[str | None, str, int]


class RequestMetrics:
    """The sums of this process, which *metrics* takes when it writes.

    The sums only grow, so that nothing is lost if they are read while a request is counted.
    Requests are counted by one thread: that of the worker's greenlets.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._sums: dict[Request, list[int]] = {}
        self._taken: dict[Request, list[int]] = {}
        metrics.add_source(self.take)

    def count(self, request: Request, seconds: float, received: int, sent: int) -> None:
        """Add one request.

        Args:
            request: the template of its path, or None if no route matches; method; status.
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

    def add_sent(self, request: Request, sent: int) -> None:
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


def _add(counts: "Counter[Key]", request: Request, added: list[int]) -> None:
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
