"""POST ``token``: a name and a password in, a token out (OAuth 2.0 password grant)."""

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import users
from common.operations.users import InvalidInput
from common.services.container import Services
from rest import authentication, body_fields, request_params
from rest.offload import in_thread
from rest.routes import Answer, Operation, Route

_GRANT = "password"
_SCHEMA = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {
        "grant_type": {"type": "string", "const": _GRANT, "default": _GRANT},
        "username": {"type": "string", "examples": ["anna"]},
        "password": {
            "type": "string",
            "format": "password",
            "examples": ["correct horse battery staple"],
        },
    },
}


class TokenAnswer(Struct, frozen=True):
    """A token, as OAuth 2.0 answers it (RFC 6749, 5.1)."""

    access_token: str
    token_type: str
    expires_in: int


class Token:
    """Answers a token to those who know a name and its password."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._check = in_thread(services.auth.passwords.check)

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the name and the password."""
        given, _ = request_params.given(req)
        found = body_fields.take(
            given,
            texts=("username", "password", "grant_type", "scope", "client_id", "client_secret"),
            required=("username", "password"),
        )
        if found.get("grant_type", _GRANT) != _GRANT:
            message = "Only the password grant is known here."
            raise InvalidInput(
                Problem("grant_type", "token.grant", message, "Give grant_type=password.")
            )
        token = users.login(
            self._services,
            str(found["username"]),
            str(found["password"]),
            authentication.address_of(req),
            check=self._check,
        )
        resp.content_type = "application/json"
        resp.data = msgspec.json.encode(
            TokenAnswer(token.value, "bearer", token.expires_in_seconds)
        )
        # RFC 6749, 5.1
        resp.set_header("Cache-Control", "no-store")
        resp.set_header("Pragma", "no-cache")


_EXAMPLE = {"access_token": "…", "token_type": "bearer", "expires_in": 3600}

ROUTES = (
    Route(
        "token",
        Token,
        operations={
            "POST": Operation(
                "Get a token",
                tag="Accounts",
                description="Send the token as `Authorization: Bearer …`. 5 attempts in 5 minutes "
                "and address are heard.",
                body={"application/x-www-form-urlencoded": _SCHEMA, "application/json": _SCHEMA},
                answers={
                    200: Answer("The token.", {"application/json": TokenAnswer}, example=_EXAMPLE)
                },
                errors=(400, 401, 413, 415, 429, 503),
            )
        },
    ),
)
