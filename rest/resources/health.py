"""GET ``/health``, ``/health/detailed``, ``/livez`` and ``/readyz``: health of the service."""

from falcon import Request, Response

from common.operations import diagnostics, users
from common.services.container import Services
from common.services.health import Health
from rest import authentication, json_response
from rest.routes import Answer, Operation, Route


class HealthResource:
    """Reports the state of the service and of each part that it uses."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Check every part; one that fails makes the service degraded, which is still a 200."""
        json_response.send(resp, self._services.health())

    on_head = on_get

    def on_get_detailed(self, req: Request, resp: Response) -> None:
        """Report the details of every part; needs the master key."""
        users.admin_actor(
            self._services, req.get_header("master-key"), authentication.address_of(req)
        )
        json_response.send(resp, diagnostics.inspect(self._services))

    on_head_detailed = on_get_detailed


class LivenessResource:
    """Reports that the process runs, without checking any other part."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Answer without any work."""
        json_response.send(resp, b'{"status":"ok"}')

    on_head = on_get


_ALIVE = {
    "GET": Operation(
        "Report that the process runs",
        tag="Service",
        description="Checks no other part, so that an unavailable database does not restart a "
        "container that still draws.",
        answers={
            200: Answer(
                "It runs.", {"application/json": {"type": "object"}}, example={"status": "ok"}
            )
        },
    )
}

_HEALTH = {
    "status": "…",
    "version": "…",
    "database_status": "ok",
    "redis_status": "disabled",
    "mcp_status": "…",
    "parsers_status": "…",
    "batches_status": "ok",
}

ROUTES = (
    Route(
        "/health",
        HealthResource,
        bare=True,
        operations={
            "GET": Operation(
                "Report the service's health",
                tag="Service",
                description="`degraded` means that a configured part does not answer while "
                "barcodes are still drawn; the HTTP status remains 200.",
                answers={
                    200: Answer(
                        "The state of each part.", {"application/json": Health}, example=_HEALTH
                    ),
                },
            )
        },
    ),
    Route(
        "/health/detailed",
        HealthResource,
        suffix="detailed",
        bare=True,
        operations={
            "GET": Operation(
                "Report the service's health in detail",
                tag="Operator",
                answers={
                    200: Answer(
                        "The details of each part.",
                        {"application/json": diagnostics.Diagnostics},
                    )
                },
                errors=(401, 403, 429, 503),
                security=("master_key",),
            )
        },
    ),
    # Kubernetes expects two paths. Both mean the same here: a process that runs can draw.
    Route("/livez", LivenessResource, bare=True, operations=_ALIVE),
    Route("/readyz", LivenessResource, bare=True, operations=_ALIVE),
)
