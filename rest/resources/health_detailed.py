"""GET ``/health/detailed``: how the service is, part by part, for the operator."""

import msgspec
from falcon import Request, Response

from common.operations import diagnostics, users
from common.services.container import Services
from rest import authentication
from rest.routes import Answer, Operation, Route


class Detailed:
    """Tells the operator how each part is."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Look at every part, for who holds the master key."""
        users.admin_actor(
            self._services, req.get_header("master-key"), authentication.address_of(req)
        )
        resp.content_type = "application/json"
        resp.data = msgspec.json.encode(diagnostics.inspect(self._services))
        resp.set_header("Cache-Control", "no-store")

    on_head = on_get


ROUTES = (
    Route(
        "/health/detailed",
        Detailed,
        bare=True,
        operations={
            "GET": Operation(
                "Tell the service's health part by part",
                tag="Operator",
                answers={
                    200: Answer("How each part is.", {"application/json": diagnostics.Diagnostics})
                },
                errors=(401, 403, 429, 503),
                security=("master_key",),
            )
        },
    ),
)
