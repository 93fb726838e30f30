"""POST and GET ``validate``: whether a barcode can be drawn, and what is known without drawing."""

from collections.abc import Mapping

import msgspec
from falcon import Request, Response

from common.operations import validate
from common.operations.content import LEAST_OPTIONS, request_schema
from common.services.container import Services
from rest import request_params
from rest.routes import Answer, Operation, Parameter, Route


class Validate:
    """Reports on data and options."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Report on the query string."""
        _answer(resp, request_params.from_query(req), strings=True)

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Report on the body."""
        given, strings = request_params.given(req)
        _answer(resp, given, strings=strings)


def _answer(resp: Response, given: Mapping[str, object], *, strings: bool) -> None:
    report = validate.validate(given, strings=strings)
    resp.content_type = "application/json"
    resp.data = msgspec.json.encode(report)
    resp.set_header("Cache-Control", "no-store")


_SCHEMA = request_schema()
_EXAMPLE = {
    "valid": True,
    "format": "code128",
    "data": "123456789",
    "text": "123456789",
    "modules_wide": 101,
    "smallest_width": 121,
    "verified": True,
}
_ANSWERS = {200: Answer("The report.", {"application/json": validate.Report}, example=_EXAMPLE)}

ROUTES = (
    Route(
        "validate",
        Validate,
        operations={
            "GET": Operation(
                "Check a barcode without drawing it",
                tag="Barcodes",
                description="The same as POST, for the options as a query string.",
                parameters=tuple(
                    Parameter(
                        name,
                        schema,
                        description=schema.get("description", ""),
                        example=LEAST_OPTIONS.get(name),
                    )
                    for name, schema in _SCHEMA["properties"].items()
                ),
                answers=_ANSWERS,
                errors=(400, 429),
            ),
            "POST": Operation(
                "Check a barcode without drawing it",
                tag="Barcodes",
                description="Takes the options of `generate`. Data that can't be drawn is no error "
                "here: the answer is 200 with `valid: false` and what would work.",
                body={"application/json": _SCHEMA},
                answers=_ANSWERS,
                errors=(400, 413, 415, 429),
            ),
        },
    ),
)
