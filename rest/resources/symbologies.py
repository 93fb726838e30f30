"""GET ``symbologies`` and ``symbologies/{id}``: the supported symbologies."""

import msgspec
from falcon import Request, Response

from common.barcode.model.errors import UnknownSymbology
from common.operations import catalogue
from common.services.container import Services
from rest import json_response, request_params
from rest.assets import Asset
from rest.errors import ProblemError
from rest.routes import Answer, Operation, Parameter, Route


class Listing(msgspec.Struct):
    """Every symbology, in order of id."""

    count: int
    symbologies: list[catalogue.Entry]


class SymbologiesResource:
    """Describes the symbologies, which change with the product's version only."""

    def __init__(self, services: Services) -> None:
        # Encoded once: the answer is the same for all callers.
        entries = catalogue.every()
        self._listing = json_response.document(Listing(len(entries), entries))
        # By id, not by the spellings of names, whose number is unlimited.
        self._details: dict[str, Asset] = {}

    def on_get(self, req: Request, resp: Response) -> None:
        """List every symbology."""
        request_params.require_none(req)
        json_response.send_document(req, resp, self._listing)

    def on_get_one(self, req: Request, resp: Response, id: str) -> None:
        """Describe one symbology and the options that apply to it."""
        request_params.require_none(req)
        try:
            details = catalogue.one(id)
        except UnknownSymbology as error:
            problem = error.problems[0]
            raise ProblemError(404, problem.code, "Unknown symbology", problem) from error
        # By id: aliases and spellings of a name must not fill the memory.
        known = details.symbology.id
        if known not in self._details:
            self._details[known] = json_response.document(details)
        json_response.send_document(req, resp, self._details[known])

    on_head = on_get
    on_head_one = on_get_one


ROUTES = (
    Route(
        "symbologies",
        SymbologiesResource,
        operations={
            "GET": Operation(
                "List every symbology",
                tag="Symbologies",
                answers={200: Answer("Every symbology.", {"application/json": Listing})},
            )
        },
    ),
    Route(
        "symbologies/{id}",
        SymbologiesResource,
        suffix="one",
        operations={
            "GET": Operation(
                "Describe one symbology",
                tag="Symbologies",
                parameters=(
                    Parameter(
                        "id", {"type": "string"}, "path", "Its id or an alias.", example="code128"
                    ),
                ),
                answers={
                    200: Answer(
                        "The symbology and the JSON Schema of its options.",
                        {"application/json": catalogue.Details},
                    )
                },
                errors=(404,),
            )
        },
    ),
)
