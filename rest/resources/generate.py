"""GET, HEAD and POST ``generate``: one barcode, from a query string, a form or a JSON body."""

from collections.abc import Mapping

from falcon import Request, Response

from common.operations import draw
from common.operations.content import EXAMPLE_REQUEST, request_schema
from common.services.container import Services
from rest import authentication, image_response, request_params
from rest.json_response import JSON
from rest.routes import Answer, Operation, Route, query_parameters


class GenerateResource:
    """Draws one barcode."""

    charges = True

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Draw the barcode that the query string describes."""
        quota = authentication.quota_of(req)
        if image_response.answer_again(req, resp, quota):
            return
        known = image_response.known(req)
        if known is not None:
            request, envelope = known
            image_response.answer(req, resp, quota, request, envelope=envelope, negotiated=True)
            return
        self._answer(req, resp, request_params.from_query(req), strings=True)

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Draw the barcode that the body describes."""
        given, strings = request_params.given(req)
        self._answer(req, resp, given, strings=strings)

    def _answer(
        self, req: Request, resp: Response, given: Mapping[str, object], *, strings: bool
    ) -> None:
        preference = image_response.negotiate(req, given)
        quota = authentication.quota_of(req)
        notices = request_params.notices(req)
        request = draw.parse(quota, preference.arguments, strings=strings, notices=notices)
        if strings:
            image_response.remember(req, request, envelope=preference.envelope)
        image_response.answer(
            req, resp, quota, request, envelope=preference.envelope, negotiated=True
        )


_PICTURE = Answer("The barcode.", image_response.CONTENT, image_response.HEADERS)
_SCHEMA = request_schema()
_ERRORS = (400, 406, 422, 429)

OPERATIONS = {
    "GET": Operation(
        "Draw one barcode",
        tag="Barcodes",
        description="Without `image_format` the Accept header chooses an image format, or with "
        "`application/json` a document that contains the picture in base64, its size, warnings "
        "and notices.",
        parameters=query_parameters(_SCHEMA["properties"], examples=EXAMPLE_REQUEST),
        answers={200: _PICTURE, 304: image_response.NOT_MODIFIED},
        errors=_ERRORS,
    ),
    "POST": Operation(
        "Draw one barcode",
        tag="Barcodes",
        description="The same options as a JSON object.",
        body={JSON: _SCHEMA, "application/x-www-form-urlencoded": _SCHEMA},
        answers={200: _PICTURE},
        errors=(*_ERRORS, 413, 415),
    ),
}

ROUTES = (
    Route("generate", GenerateResource, operations=OPERATIONS),
    # The paths of the public API.
    Route("/api/generate", GenerateResource, bare=True),
    Route("/api/v1/api/generate", GenerateResource, bare=True),
)
