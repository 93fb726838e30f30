"""GET ``/metrics``: metrics of this machine in Prometheus' text format."""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from falcon import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.health import Health
from common.services.metrics import Counter, Labels
from rest import middleware
from rest.routes import Answer, Operation, Route

_PREFIX = "barcode_api_"
_MICROSECONDS_PER_SECOND = 1e6
_IN_HISTOGRAM = (middleware.BUCKET, middleware.MICROSECONDS)
# What each counter counts.
_TEXTS = {
    "barcode_refusals": "Barcodes that were refused, by error code.",
    "barcodes_drawn": "Barcodes that were drawn.",
    "batch_rows": "Valid rows of batches.",
    middleware.REQUESTS: "HTTP requests, by template of the path, method and status.",
    middleware.REQUEST_BYTES: "Bytes of request bodies that were read.",
    middleware.RESPONSE_BYTES: "Bytes of response bodies.",
    "limit_refusals": "Requests and calls that a limit refused: burst or quota.",
    "mcp_calls": "MCP requests that were run, by method, tool and outcome.",
    "pictures_decoded": "Pictures that were read.",
}


class MetricsCollector(Collector):
    """Converts health and the counters of all processes for the Prometheus client."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        """Yield a family for each gauge and for each counter name."""
        snapshot = self._services.metrics.snapshot()
        yield _gauge(
            "uptime_seconds", "Seconds since the oldest process started.", snapshot.uptime_seconds
        )
        yield _gauge("mcp_connections", "Open MCP connections.", snapshot.active_connections)
        yield _gauge("mcp_daemons", "Running MCP daemons.", snapshot.daemons)
        yield _gauge("processes", "Running processes of this machine.", len(snapshot.processes))
        settings = self._services.settings
        build = GaugeMetricFamily(_PREFIX + "build_info", "The version.", labels=["version"])
        build.add_metric([settings.app_version], 1)
        yield build
        yield from _health(self._services.health())
        yield from _disk(self._services)
        # A family is written once, with all label values under it (OpenMetrics).
        named: dict[str, list[Counter]] = defaultdict(list)
        for counter in snapshot.counters:
            named[counter.name].append(counter)
        yield _durations(named)
        for name, counters in named.items():
            if name not in _IN_HISTOGRAM:
                yield _family(name, counters)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(_PREFIX + name, text, value)


def _health(health: Health) -> Iterator[GaugeMetricFamily]:
    degraded = health.status == "degraded"
    yield _gauge("degraded", "1 if a part of the service is unavailable.", degraded)
    parts = GaugeMetricFamily(
        _PREFIX + "part_up", "1 if the part answers, 0 if it is unavailable.", labels=["part"]
    )
    for part, status in (
        ("database", health.database_status),
        ("redis", health.redis_status),
        ("mcp", health.mcp_status),
        ("parsers", health.parsers_status),
        ("batches", health.batches_status),
    ):
        # Without a gauge no alert fires for a part that is not configured.
        if status != "disabled":
            parts.add_metric([part], status == "ok")
    yield parts


def _disk(services: Services) -> Iterator[GaugeMetricFamily]:
    disk = shutil.disk_usage(services.settings.data_dir)
    yield _gauge("disk_size_bytes", "Size of the disk of DATA_DIR.", disk.total)
    yield _gauge("disk_free_bytes", "Free bytes of the disk of DATA_DIR.", disk.free)
    try:
        used = services.batches.used_bytes()
    # A scrape must show the other metrics while the store is away.
    except StoreUnavailable:
        return
    yield _gauge("batches_bytes", "Bytes of the batches in the store.", used)


def _durations(named: dict[str, list[Counter]]) -> HistogramMetricFamily:
    """Return the histogram of the time until the head of each answer was ready."""
    family = HistogramMetricFamily(
        f"{_PREFIX}http_request_duration_seconds",
        "Seconds from a request's head to that of its answer.",
        labels=["method", "route"],
    )
    buckets: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for counter in named[middleware.BUCKET]:
        at = dict(counter.labels)
        buckets[at["method"], at["route"]][at["le"]] = counter.value
    for counter in named[middleware.MICROSECONDS]:
        method, route = _values(counter.labels, ("method", "route"))
        counts = buckets[method, route]
        # Prometheus' buckets count what is at most their bound.
        totals = accumulate(counts.get(bound, 0) for bound in middleware.BUCKETS)
        family.add_metric(
            [method, route],
            list(zip(middleware.BUCKETS, totals, strict=True)),
            counter.value / _MICROSECONDS_PER_SECOND,
        )
    return family


def _family(name: str, counters: list[Counter]) -> CounterMetricFamily:
    # Counters of one name may have different labels; Prometheus expects one set for all.
    labels = sorted({label for counter in counters for label, _ in counter.labels})
    text = _TEXTS.get(name, name.replace("_", " ") + ".")
    family = CounterMetricFamily(_PREFIX + name, text, labels=labels)
    for counter in counters:
        family.add_metric(_values(counter.labels, labels), counter.value)
    return family


def _values(given: Labels, names: Iterable[str]) -> list[str]:
    values = dict(given)
    return [values.get(name, "") for name in names]


class MetricsResource:
    """Answers with the metrics."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Write the current metrics."""
        # Otherwise registering would collect all metrics once more, for their names.
        registry = CollectorRegistry(auto_describe=False)
        registry.register(MetricsCollector(self._services))
        resp.content_type = CONTENT_TYPE_LATEST
        resp.data = generate_latest(registry)
        resp.set_header("Cache-Control", "no-store")

    on_head = on_get


ROUTES = (
    Route(
        "/metrics",
        MetricsResource,
        bare=True,
        operations={
            "GET": Operation(
                "Report the metrics of this machine",
                tag="Service",
                answers={
                    200: Answer("Prometheus' text format.", {"text/plain": {"type": "string"}})
                },
            )
        },
    ),
)
