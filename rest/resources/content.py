"""GET ``content`` and ``content/{id}``: the application standards that a request can use."""

import msgspec
from falcon import Request, Response

from common.barcode.model.errors import DataError
from common.operations import content
from common.services.container import Services
from rest import json_response, request_params
from rest.assets import Asset
from rest.errors import ProblemError
from rest.routes import Answer, Operation, Parameter, Route


class ContentListing(msgspec.Struct):
    """Every content type, in order of id."""

    count: int
    content: list[content.ContentEntry]


class ContentResource:
    """Describes the content types, which change with the product's version only."""

    def __init__(self, services: Services) -> None:
        # Encoded once: the answer is the same for all callers.
        entries = content.every()
        self._listing = json_response.document(ContentListing(len(entries), entries))
        # By id, not by the spellings of names, whose number is unlimited.
        self._details: dict[str, Asset] = {}

    def on_get(self, req: Request, resp: Response) -> None:
        """List every content type."""
        request_params.require_none(req)
        json_response.send_document(req, resp, self._listing)

    def on_get_one(self, req: Request, resp: Response, id: str) -> None:
        """Describe one content type and its fields."""
        request_params.require_none(req)
        try:
            details = content.one(id)
        except DataError as error:
            problem = error.problems[0]
            raise ProblemError(404, problem.code, "Unknown content type", problem) from error
        known = details.content.id
        if known not in self._details:
            self._details[known] = json_response.document(details)
        json_response.send_document(req, resp, self._details[known])

    on_head = on_get
    on_head_one = on_get_one


ROUTES = (
    Route(
        "content",
        ContentResource,
        operations={
            "GET": Operation(
                "List every content type",
                tag="Symbologies",
                answers={200: Answer("Every type.", {"application/json": ContentListing})},
            )
        },
    ),
    Route(
        "content/{id}",
        ContentResource,
        suffix="one",
        operations={
            "GET": Operation(
                "Describe one content type",
                tag="Symbologies",
                parameters=(
                    Parameter("id", {"type": "string"}, "path", "Its id.", example="wifi"),
                ),
                answers={
                    200: Answer(
                        "The content type and the JSON Schema of its fields.",
                        {"application/json": content.ContentDetails},
                    )
                },
                errors=(404,),
            )
        },
    ),
)
