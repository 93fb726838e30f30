"""GET, POST and DELETE ``keys``: the API keys of a user."""

from falcon import Request, Response
from msgspec import Struct

from common.operations import users
from common.services.accounts.authentication import Identity
from common.services.accounts.errors import Forbidden
from common.services.container import Services
from common.services.store.accounts import ApiKey
from rest import authentication, json_response, request_params
from rest.errors import NOT_AT_ONCE, NotAtOnceAnswer
from rest.routes import Answer, Operation, Parameter, Route


class KeyAnswer(Struct, frozen=True):
    """An API key without its secret."""

    id: int
    label: str
    beginning: str
    created_at: int


class KeyList(Struct, frozen=True):
    """A user's API keys, oldest first."""

    keys: list[KeyAnswer]


class NewKeyAnswer(Struct, frozen=True):
    """A new API key; `api_key` is not sent again."""

    id: int
    label: str
    api_key: str


class KeysResource:
    """Lists, makes and revokes the API keys of the authenticated user."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response) -> None:
        """List the keys, without their secrets."""
        identity = authentication.identity_of(req)
        request_params.require_none(req)
        keys = [_answer(key) for key in users.keys(self._services, identity.user.id)]
        json_response.send(resp, KeyList(keys))

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Make a key."""
        identity = _holder_of_token(req)
        given, _ = request_params.given(req)
        label = str(request_params.fields(given, texts=("label",)).get("label", ""))
        actor = users.user_actor(identity, authentication.address_of(req))
        made = users.create_key(self._services, actor, identity.user.id, label)
        resp.status = 201
        json_response.send(resp, NewKeyAnswer(made.key.id, made.key.label, made.secret))

    def on_delete(self, req: Request, resp: Response) -> None:
        """Revoke the key that the query names."""
        query = request_params.from_query(req)
        fields = request_params.fields(query, texts=("id",), required=("id",))
        self._revoke(req, resp, str(fields["id"]))

    def on_delete_one(self, req: Request, resp: Response, id: str) -> None:
        """Revoke a key."""
        request_params.require_none(req)
        self._revoke(req, resp, id)

    def _revoke(self, req: Request, resp: Response, id: str) -> None:
        identity = _holder_of_token(req)
        actor = users.user_actor(identity, authentication.address_of(req))
        key_id = request_params.row_id(id, "id")
        users.revoke_key(self._services, actor, identity.user.id, key_id)
        resp.status = 204
        resp.set_header("Cache-Control", "no-store")


def _holder_of_token(req: Request) -> Identity:
    """Return the identity of a caller with a token.

    A leaked API key must not make further keys, which would outlive its revocation.

    Raises:
        BadCredentials: the caller has no credentials.
        Forbidden: the credentials are an API key.
    """
    identity = authentication.identity_of(req)
    # Only tokens have claims.
    if identity.claims is None:
        raise Forbidden("API keys are made and revoked with a token from POST token.")
    return identity


def _answer(key: ApiKey) -> KeyAnswer:
    return KeyAnswer(key.id, key.label, key.beginning, key.created_at)


_SECURITY = ("bearer",)
_REVOKED = {
    202: Answer(NOT_AT_ONCE, {"application/json": NotAtOnceAnswer}),
    204: Answer("The key is revoked."),
}
_SCHEMA = {
    "type": "object",
    "properties": {
        "label": {
            "type": "string",
            "maxLength": users.MAX_LABEL_CHARACTERS,
            "description": "A name of your choice.",
            "examples": ["till"],
        }
    },
}
_MADE = {"id": 1, "label": "till", "api_key": "…"}

ROUTES = (
    Route(
        "keys",
        KeysResource,
        operations={
            "GET": Operation(
                "List your API keys",
                tag="Accounts",
                answers={200: Answer("The keys, without secrets.", {"application/json": KeyList})},
                errors=(401, 429, 503),
                security=("bearer", "api_key"),
            ),
            "POST": Operation(
                "Make an API key",
                tag="Accounts",
                description="Send it as `X-API-Key`, or as a bearer token. It is not shown again.",
                body={"application/json": _SCHEMA},
                body_required=False,
                answers={
                    201: Answer("The key.", {"application/json": NewKeyAnswer}, example=_MADE)
                },
                errors=(400, 401, 403, 413, 415, 429, 503),
                security=_SECURITY,
            ),
            "DELETE": Operation(
                "Revoke the API key that the query names",
                tag="Accounts",
                parameters=(
                    Parameter("id", {"type": "integer"}, required=True, description="Its id."),
                ),
                answers=_REVOKED,
                errors=(400, 401, 403, 404, 429, 503),
                security=_SECURITY,
            ),
        },
    ),
    Route(
        "keys/{id}",
        KeysResource,
        suffix="one",
        operations={
            "DELETE": Operation(
                "Revoke an API key",
                tag="Accounts",
                parameters=(
                    Parameter(
                        "id",
                        {"type": "integer"},
                        place="path",
                        required=True,
                        description="Its id.",
                    ),
                ),
                answers=_REVOKED,
                errors=(400, 401, 403, 404, 429, 503),
                security=_SECURITY,
            )
        },
    ),
)
