"""GET ``/metrics``: this machine's figures in Prometheus' text format."""

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


class Figures(Collector):
    """Hands health and the counters of all processes to Prometheus' own writer."""

    def __init__(self, snapshot: Snapshot, health: Health) -> None:
        self._snapshot = snapshot
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield a family for each gauge and each name among the counters."""
        found = self._snapshot
        yield _gauge("uptime_seconds", "Since the oldest process started.", found.uptime_seconds)
        yield _gauge("mcp_connections", "Open MCP connections.", found.active_connections)
        yield _gauge("mcp_daemons", "Living MCP daemons.", found.daemons)
        yield _gauge("processes", "Living processes of this machine.", len(found.processes))
        yield from _health(self._health)
        named: dict[str, list[Counter]] = {}
        for counter in found.counters:
            named.setdefault(counter.name, []).append(counter)
        for name, counters in named.items():
            yield _family(name, counters)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(_PREFIX + name, text, value)


def _health(found: Health) -> Iterator[GaugeMetricFamily]:
    yield _gauge("degraded", "1 where a part of the service is away.", found.status == "degraded")
    parts = GaugeMetricFamily(
        _PREFIX + "part_up", "1 where that part answers, 0 where it is away.", labels=["part"]
    )
    for part, status in (
        ("database", found.database_status),
        ("redis", found.redis_status),
        ("mcp", found.mcp_status),
    ):
        if status != "disabled":
            parts.add_metric([part], status == "ok")
    yield parts


def _family(name: str, counters: list[Counter]) -> CounterMetricFamily:
    labels = sorted({label for counter in counters for label, _ in counter.labels})
    family = CounterMetricFamily(_PREFIX + name, name.replace("_", " ") + ".", labels=labels)
    for counter in counters:
        values = dict(counter.labels)
        family.add_metric([values.get(label, "") for label in labels], counter.value)
    return family


class Metrics:
    """Answers the figures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Write the figures as they are now."""
        registry = CollectorRegistry(auto_describe=False)
        services = self._services
        registry.register(Figures(services.metrics.snapshot(), services.health()))
        resp.content_type = CONTENT_TYPE_LATEST
        resp.data = generate_latest(registry)
        resp.set_header("Cache-Control", "no-store")

    on_head = on_get


ROUTES = (
    Route(
        "/metrics",
        Metrics,
        bare=True,
        operations={
            "GET": Operation(
                "Tell the figures of this machine",
                tag="Service",
                answers={
                    200: Answer("Prometheus' text format.", {"text/plain": {"type": "string"}})
                },
            )
        },
    ),
)
