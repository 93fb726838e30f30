"""POST ``signatures``: a picture's URL that is charged to an account without any header."""

from falcon import Request, Response

from common.operations import service_url, signed_urls
from common.operations.signed_urls import Signature, SignatureRequest
from common.services.container import Services
from rest import authentication, json_response, request_params
from rest.routes import Answer, Operation, Route

_SCHEMA = {
    "type": "object",
    "required": ["url"],
    "examples": [
        {
            "url": "/api/v1/barcodes/code128.png?data=123456789",
            "open": "data",
            "key_id": 1,
        }
    ],
    "properties": {
        "url": {
            "type": "string",
            "description": "Path and query of a picture, or its whole URL.",
            "examples": ["/api/v1/barcodes/code128.png?data=123456789"],
        },
        "open": {
            "type": "string",
            "description": "Names of options that may be added or changed, separated by commas.",
            "examples": ["data"],
        },
        "expires_in_seconds": {
            "type": "integer",
            "minimum": 1,
            "maximum": signed_urls.MAX_SECONDS,
            "description": "How long the URL is valid. If it is omitted, as long as the key.",
        },
        "key_id": {
            "type": "integer",
            "description": "The API key that signs. If it is omitted, the one of the request.",
        },
    },
}
_EXAMPLE = {
    "url": "http://localhost/api/v1/barcodes/code128.png?data=123456789&signature=…",
    "expires_at": None,
    "open": ["data"],
    "key_id": 1,
}


class SignaturesResource:
    """Signs URLs of pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Sign a URL."""
        identity = authentication.identity_of(req)
        given, _ = request_params.given(req)
        fields = request_params.fields(
            given,
            texts=("url", "open"),
            numbers=("expires_in_seconds", "key_id"),
            required=("url",),
        )
        request = SignatureRequest(**fields)  # type: ignore[arg-type]  # the kinds are checked
        base = service_url.of_request(
            self._services.settings, authentication.source_of(req), req.scheme
        )
        signature = signed_urls.sign(self._services, identity, request, base)
        resp.status = 201
        json_response.send(resp, signature)


ROUTES = (
    Route(
        "signatures",
        SignaturesResource,
        operations={
            "POST": Operation(
                "Sign the URL of a picture",
                tag="Accounts",
                description="For mail, spreadsheets and wikis, which send no API key: the picture "
                "is charged to the account whose key signed its URL. Revoke the key to end it.",
                body={"application/json": _SCHEMA, "application/x-www-form-urlencoded": _SCHEMA},
                answers={
                    201: Answer("The URL.", {"application/json": Signature}, example=_EXAMPLE)
                },
                errors=(400, 401, 413, 415, 429, 503),
                security=("bearer", "api_key"),
            )
        },
    ),
)
