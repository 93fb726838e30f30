"""GET ``usage`` and ``usage/metrics``: usage of the caller, and of all callers."""

from falcon import Request, Response

from common.operations import usage, users
from common.services.container import Services
from rest import authentication, json_response, request_params
from rest.routes import Answer, Operation, Route


class UsageResource:
    """Reports usage to callers and to the operator."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """Report the caller's usage."""
        request_params.require_none(req)
        json_response.send(resp, usage.of_caller(authentication.quota_of(req)))

    def on_get_metrics(self, req: Request, resp: Response) -> None:
        """Report the usage of all callers; needs the master key."""
        users.admin_actor(
            self._services, req.get_header("master-key"), authentication.address_of(req)
        )
        request_params.require_none(req)
        json_response.send(resp, usage.figures(self._services))

    on_head = on_get
    on_head_metrics = on_get_metrics


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
        UsageResource,
        operations={
            "GET": Operation(
                "Report your usage",
                tag="Accounts",
                description="Credentials are optional: callers without them are identified by "
                "their address.",
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
        UsageResource,
        suffix="metrics",
        operations={
            "GET": Operation(
                "Report the usage of all callers",
                tag="Operator",
                answers={200: Answer("The figures.", {"application/json": usage.Figures})},
                errors=(401, 403, 429, 503),
                security=("master_key",),
            )
        },
    ),
)
