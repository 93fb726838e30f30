"""GET ``/openapi.json``: the description of this API, made of its own declarations."""

import msgspec
from falcon import Request, Response

from common.services.container import Services
from rest import openapi, routes
from rest.routes import Answer, Operation, Route


class OpenApi:
    """Answers the OpenAPI document; it changes with the product's version only."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings
        self._document = b""

    def on_get(self, req: Request, resp: Response) -> None:
        """Answer the document, built at the first request when every route is known."""
        if not self._document:
            self._document = msgspec.json.encode(openapi.build(self._settings, routes.collect()))
        resp.content_type = "application/json"
        resp.data = self._document
        resp.set_header("Cache-Control", "public, max-age=3600")

    on_head = on_get


ROUTES = (
    Route(
        "/openapi.json",
        OpenApi,
        bare=True,
        operations={
            "GET": Operation(
                "Describe this API",
                tag="Service",
                answers={200: Answer("OpenAPI 3.1.", {"application/json": {"type": "object"}})},
            )
        },
    ),
)
