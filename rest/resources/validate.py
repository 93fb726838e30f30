"""GET and POST ``validate``: check a barcode without drawing it."""

from collections.abc import Mapping

from falcon import Request, Response

from common.operations import validate
from common.operations.content import EXAMPLE_REQUEST, request_schema
from common.services.container import Services
from rest import json_response, request_params
from rest.routes import Answer, Operation, Route, query_parameters


class ValidateResource:
    """Reports whether data and options can be drawn."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Report on the query string."""
        _answer(req, resp, request_params.from_query(req), strings=True)

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Report on the body."""
        given, strings = request_params.given(req)
        _answer(req, resp, given, strings=strings)


def _answer(req: Request, resp: Response, given: Mapping[str, object], *, strings: bool) -> None:
    notices = request_params.notices(req)
    json_response.send(resp, validate.validate(given, strings=strings, notices=notices))


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
        ValidateResource,
        operations={
            "GET": Operation(
                "Check a barcode without drawing it",
                tag="Barcodes",
                description="The same as POST, for the options as a query string.",
                parameters=query_parameters(_SCHEMA["properties"], examples=EXAMPLE_REQUEST),
                answers=_ANSWERS,
                errors=(400, 429),
            ),
            "POST": Operation(
                "Check a barcode without drawing it",
                tag="Barcodes",
                description="Accepts the options of `generate`. Data that can't be drawn is not an "
                "error here: the answer is 200 with `valid: false` and a fix.",
                body={"application/json": _SCHEMA},
                answers=_ANSWERS,
                errors=(400, 413, 415, 429),
            ),
        },
    ),
)
