"""GET ``usage`` and ``usage/metrics``: what was drawn, to a caller and to the operator."""

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.operations import usage, users
from common.services.container import Services
from rest import authentication, request_params
from rest.routes import Answer, Operation, Route


class Usage:
    """Tells callers their own usage, and the operator everybody's."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Tell the caller's usage."""
        request_params.require_none(req)
        _send(resp, usage.of_caller(self._services, authentication.of(req)))

    def on_get_metrics(self, req: Request, resp: Response) -> None:
        """Tell everybody's usage to who holds the master key."""
        users.admin_actor(
            self._services, req.get_header("master-key"), authentication.address_of(req)
        )
        request_params.require_none(req)
        _send(resp, usage.figures(self._services))

    on_head = on_get
    on_head_metrics = on_get_metrics


def _send(resp: Response, document: Struct) -> None:
    resp.content_type = "application/json"
    resp.data = msgspec.json.encode(document)
    resp.set_header("Cache-Control", "no-store")


_NOTHING = {
    "requests_today": 0,
    "requests_limit": 5000,
    "remaining_requests": 5000,
    "reset_time": "…T00:00:00Z",
    "tier": "unauthenticated",
    "history": [],
}

ROUTES = (
    Route(
        "usage",
        Usage,
        operations={
            "GET": Operation(
                "Tell what you have drawn",
                tag="Accounts",
                description="With credentials or without: callers without any are known by their "
                "address.",
                answers={
                    200: Answer(
                        "Your usage.", {"application/json": usage.CallerUsage}, example=_NOTHING
                    )
                },
                errors=(401, 429, 503),
            )
        },
    ),
    Route(
        "usage/metrics",
        Usage,
        suffix="metrics",
        operations={
            "GET": Operation(
                "Tell what everybody has drawn",
                tag="Operator",
                answers={200: Answer("The figures.", {"application/json": usage.Figures})},
                errors=(401, 403, 429, 503),
                security=("master_key",),
            )
        },
    ),
)
