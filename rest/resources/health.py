"""GET ``/health``, ``/livez`` and ``/readyz``: is the service up, and are its parts."""

import msgspec
from falcon import Request, Response

from common.services.container import Services
from common.services.health import Health
from rest.routes import Answer, Operation, Route


class HealthReport:
    """Answers the state of the service and of each part it leans on."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Ask every part; one that fails makes the service degraded, which is still a 200."""
        _answer(resp, msgspec.json.encode(self._services.health()))

    on_head = on_get


class Liveness:
    """Answers that the process runs, asking nothing else."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Answer at once."""
        _answer(resp, b'{"status":"ok"}')

    on_head = on_get


def _answer(resp: Response, document: bytes) -> None:
    resp.content_type = "application/json"
    resp.data = document
    resp.set_header("Cache-Control", "no-store")


_ALIVE = {
    "GET": Operation(
        "Say that the process runs",
        tag="Service",
        description="Asks no other part, so that a lost database does not restart a container "
        "that still draws.",
        answers={
            200: Answer(
                "It runs.", {"application/json": {"type": "object"}}, example={"status": "ok"}
            )
        },
    )
}

_WELL = {
    "status": "…",
    "version": "…",
    "database_status": "ok",
    "redis_status": "disabled",
    "mcp_status": "…",
    "parsers_status": "…",
}

ROUTES = (
    Route(
        "/health",
        HealthReport,
        bare=True,
        operations={
            "GET": Operation(
                "Tell the service's health",
                tag="Service",
                description="`degraded` means that something configured does not answer while "
                "barcodes are still drawn; the status is 200 all the same.",
                answers={
                    200: Answer(
                        "The state of each part.", {"application/json": Health}, example=_WELL
                    ),
                },
            )
        },
    ),
    Route("/livez", Liveness, bare=True, operations=_ALIVE),
    Route("/readyz", Liveness, bare=True, operations=_ALIVE),
)
