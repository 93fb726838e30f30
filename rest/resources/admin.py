"""``admin/users`` and ``admin/sync-db``: what the holder of the master key may do."""

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import users
from common.operations.users import Actor, ChangePropagationDelayed, InvalidInput
from common.services.container import Services
from common.services.store.accounts import User
from rest import authentication, body_fields, request_params
from rest.errors import NOT_AT_ONCE, NotAtOnceAnswer
from rest.offload import in_thread
from rest.routes import Answer, Operation, Parameter, Route, Schema

_PAGE = 1_000


class UserAnswer(Struct, frozen=True):
    """A user."""

    id: int
    username: str
    tier: str
    disabled: bool
    created_at: int


class UserList(Struct, frozen=True):
    """Up to 1,000 users in order of id; ask again with `after` for those behind the last."""

    users: list[UserAnswer]


class Added(Struct, frozen=True):
    """A user who was added."""

    message: str
    user_id: int
    username: str
    tier: str


class Synced(Struct, frozen=True):
    """What was written to the store.

    `complete` is false where some counts wait for a Redis that does not answer.
    """

    message: str
    written: int
    complete: bool


class Users:
    """Manages users."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._hasher = in_thread(services.auth.passwords.hash)

    def on_get(self, req: Request, resp: Response) -> None:
        """List users."""
        self._admin(req)
        query = body_fields.take(request_params.from_query(req), texts=("after",))
        after = body_fields.number(str(query.get("after", "0")), "after")
        found = self._services.accounts.users(after, _PAGE)
        _send(resp, UserList([_answer(user) for user in found]))

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Add a user."""
        actor = self._admin(req)
        given, _ = request_params.given(req)
        required = ("username", "password")
        found = body_fields.take(given, texts=(*required, "tier"), required=required)
        user = users.add(
            self._services,
            actor,
            username=str(found["username"]),
            password=str(found["password"]),
            tier=str(found.get("tier", "basic")),
            hasher=self._hasher,
        )
        resp.status = 201
        _send(resp, Added("User created.", user.id, user.username, user.tier))

    def on_patch_one(self, req: Request, resp: Response, id: str) -> None:
        """Change a user's tier or password, disable or enable them."""
        actor = self._admin(req)
        given, _ = request_params.given(req)
        found = body_fields.take(given, texts=("tier", "password"), switches=("disabled",))
        if not found:
            message, fix = "Nothing is to be changed.", "Give tier, password or disabled."
            raise InvalidInput(Problem("body", "field.missing", message, fix))
        changed = msgspec.convert(found, _Change)
        try:
            user = users.change(
                self._services,
                actor,
                body_fields.number(id, "id"),
                tier=changed.tier,
                disabled=changed.disabled,
                password=changed.password,
                hasher=self._hasher,
            )
        except ChangePropagationDelayed as error:
            user = error.user
            resp.status = 202
        _send(resp, _answer(user))

    def on_delete_one(self, req: Request, resp: Response, id: str) -> None:
        """Delete a user and their keys."""
        actor = self._admin(req)
        request_params.require_none(req)
        users.delete(self._services, actor, body_fields.number(id, "id"))
        resp.status = 204
        resp.set_header("Cache-Control", "no-store")

    def on_post_sync(self, req: Request, resp: Response) -> None:
        """Write usage counts to the store now."""
        self._admin(req)
        request_params.require_none(req)
        flushed = self._services.flusher.flush()
        _send(resp, Synced("Usage written to the store.", flushed.written, flushed.complete))

    def _admin(self, req: Request) -> Actor:
        address = authentication.address_of(req)
        return users.admin_actor(self._services, req.get_header("master-key"), address)


class _Change(Struct, frozen=True):
    tier: str | None = None
    disabled: bool | None = None
    password: str | None = None


def _answer(user: User) -> UserAnswer:
    return UserAnswer(user.id, user.username, user.tier, user.disabled, user.created_at)


def _send(resp: Response, document: Struct) -> None:
    resp.content_type = "application/json"
    resp.data = msgspec.json.encode(document)
    resp.set_header("Cache-Control", "no-store")


_MASTER = ("master_key",)
_NAME: Schema = {"type": "string", "pattern": r"^[\w.@+-]{1,64}$", "examples": ["anna"]}
_PASSWORD: Schema = {
    "type": "string",
    "format": "password",
    "minLength": users.MIN_PASSWORD_CHARACTERS,
    "maxLength": users.MAX_PASSWORD_CHARACTERS,
    "examples": ["correct horse battery staple"],
}
_TIER: Schema = {"type": "string", "enum": list(users.TIERS)}
_ID = Parameter("id", {"type": "integer"}, place="path", required=True, description="The user's.")
_AFTER = Parameter("after", {"type": "integer"}, description="List users with greater ids.")
_ADDED = {"message": "…", "user_id": 1, "username": "anna", "tier": "basic"}

ROUTES = (
    Route(
        "admin/users",
        Users,
        operations={
            "GET": Operation(
                "List users",
                tag="Operator",
                description="Up to 1,000 in order of id; `after` goes on behind the last of them.",
                parameters=(_AFTER,),
                answers={200: Answer("Users in order of id.", {"application/json": UserList})},
                errors=(400, 401, 403, 429, 503),
                security=_MASTER,
            ),
            "POST": Operation(
                "Add a user",
                tag="Operator",
                body={
                    "application/json": {
                        "type": "object",
                        "required": ["username", "password"],
                        "properties": {
                            "username": _NAME,
                            "password": _PASSWORD,
                            "tier": {**_TIER, "default": "basic"},
                        },
                    }
                },
                answers={201: Answer("The user.", {"application/json": Added}, example=_ADDED)},
                errors=(400, 401, 403, 409, 413, 415, 429, 503),
                security=_MASTER,
            ),
        },
    ),
    Route(
        "admin/users/{id}",
        Users,
        suffix="one",
        operations={
            "PATCH": Operation(
                "Change a user",
                tag="Operator",
                description="Disabling and a new password end the user's tokens at once, and "
                "disabling their API keys too.",
                parameters=(_ID,),
                body={
                    "application/json": {
                        "type": "object",
                        "minProperties": 1,
                        "properties": {
                            "tier": _TIER,
                            "disabled": {"type": "boolean"},
                            "password": _PASSWORD,
                        },
                    }
                },
                answers={
                    200: Answer("The user.", {"application/json": UserAnswer}),
                    202: Answer(NOT_AT_ONCE, {"application/json": UserAnswer}),
                },
                errors=(400, 401, 403, 404, 413, 415, 429, 503),
                security=_MASTER,
            ),
            "DELETE": Operation(
                "Delete a user and their keys",
                tag="Operator",
                parameters=(_ID,),
                answers={
                    202: Answer(NOT_AT_ONCE, {"application/json": NotAtOnceAnswer}),
                    204: Answer("The user is gone; their usage stays."),
                },
                errors=(400, 401, 403, 404, 429, 503),
                security=_MASTER,
            ),
        },
    ),
    Route(
        "admin/sync-db",
        Users,
        suffix="sync",
        operations={
            "POST": Operation(
                "Write usage counts to the store now",
                tag="Operator",
                description="It happens by itself every second.",
                answers={200: Answer("What was written.", {"application/json": Synced})},
                errors=(401, 403, 429, 503),
                security=_MASTER,
            )
        },
    ),
)
