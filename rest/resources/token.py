"""POST ``token``: a token for a name and a password (RFC 6749, 4.3, password grant)."""

from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import users
from common.operations.users import InvalidInput
from common.services.container import Services
from rest import authentication, json_response, password_turns, request_params
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
    """A token (RFC 6749, 5.1)."""

    access_token: str
    token_type: str
    expires_in: int


class TokenResource:
    """Issues tokens for a name and its password."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # argon2id takes tens of milliseconds by design.
        self._check = in_thread(services.auth.passwords.check)

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the name and the password."""
        # RFC 6749, 2.3.1: credentials must not be in the request URI.
        given = request_params.secret(req)
        fields = request_params.fields(
            given,
            # Clients may send the last three (RFC 6749, 2.3.1 and 3.3), which have no effect.
            texts=("username", "password", "grant_type", "scope", "client_id", "client_secret"),
            required=("username", "password"),
        )
        if fields.get("grant_type", _GRANT) != _GRANT:
            message = "Only the password grant is supported."
            raise InvalidInput(
                Problem("grant_type", "token.grant", message, "Give grant_type=password.")
            )
        # The store is asked before and after the check; neither may wait for the checks of others.
        with password_turns.turn():
            token = users.login(
                self._services,
                str(fields["username"]),
                str(fields["password"]),
                authentication.address_of(req),
                check=self._check,
            )
        # RFC 6749, 5.1 requires both headers: Cache-Control: no-store, and Pragma.
        json_response.send(resp, TokenAnswer(token.value, "bearer", token.expires_in_seconds))
        resp.set_header("Pragma", "no-cache")


_EXAMPLE = {"access_token": "…", "token_type": "bearer", "expires_in": 3600}

ROUTES = (
    Route(
        "token",
        TokenResource,
        operations={
            "POST": Operation(
                "Get a token",
                tag="Accounts",
                description="Send the token as `Authorization: Bearer …`. Each address has 5 "
                "attempts in 5 minutes.",
                body={"application/x-www-form-urlencoded": _SCHEMA, "application/json": _SCHEMA},
                answers={
                    200: Answer("The token.", {"application/json": TokenAnswer}, example=_EXAMPLE)
                },
                errors=(400, 401, 413, 415, 429, 503),
                # The credentials are in the body. A client whose token has expired sends no other.
                optional_security=(),
            )
        },
    ),
)
