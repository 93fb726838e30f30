"""GET ``/metrics``: metrics of this machine in Prometheus' text format."""

from collections.abc import Iterator

from falcon import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.services.container import Services
from common.services.health import Health
from common.services.metrics import Counter, Snapshot
from rest.routes import Answer, Operation, Route

_PREFIX = "barcode_api_"


class MetricsCollector(Collector):
    """Converts health and the counters of all processes for the Prometheus client."""

    def __init__(self, snapshot: Snapshot, health: Health) -> None:
        self._snapshot = snapshot
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield a family for each gauge and for each counter name."""
        snapshot = self._snapshot
        yield _gauge(
            "uptime_seconds", "Seconds since the oldest process started.", snapshot.uptime_seconds
        )
        yield _gauge("mcp_connections", "Open MCP connections.", snapshot.active_connections)
        yield _gauge("mcp_daemons", "Running MCP daemons.", snapshot.daemons)
        yield _gauge("processes", "Running processes of this machine.", len(snapshot.processes))
        yield from _health(self._health)
        named: dict[str, list[Counter]] = {}
        for counter in snapshot.counters:
            named.setdefault(counter.name, []).append(counter)
        for name, counters in named.items():
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


def _family(name: str, counters: list[Counter]) -> CounterMetricFamily:
    # Counters of one name may have different labels; Prometheus expects one set for all.
    labels = sorted({label for counter in counters for label, _ in counter.labels})
    family = CounterMetricFamily(_PREFIX + name, name.replace("_", " ") + ".", labels=labels)
    for counter in counters:
        values = dict(counter.labels)
        family.add_metric([values.get(label, "") for label in labels], counter.value)
    return family


class MetricsResource:
    """Answers with the metrics."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Write the current metrics."""
        registry = CollectorRegistry(auto_describe=False)
        services = self._services
        registry.register(MetricsCollector(services.metrics.snapshot(), services.health()))
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
