"""``admin/users`` and ``admin/sync-db``: operations that need the master key."""

from collections.abc import Sequence

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations import users
from common.operations.users import Actor, ChangePropagationDelayed, InvalidInput
from common.services.container import Services
from common.services.store.accounts import User
from rest import authentication, json_response, password_turns, request_params
from rest.errors import NOT_AT_ONCE, NotAtOnceAnswer
from rest.offload import in_thread
from rest.routes import Answer, Operation, Parameter, Route, Schema

# Rows of one answer: about 100 KB of JSON.
_PAGE = 1_000


class UserAnswer(Struct, frozen=True):
    """A user."""

    id: int
    username: str
    tier: str
    disabled: bool
    created_at: int


class UserList(Struct, frozen=True):
    """Up to 1,000 users in order of id; send `after` with the last id for the next ones."""

    users: list[UserAnswer]


class Added(Struct, frozen=True):
    """A new user."""

    message: str
    user_id: int
    username: str
    tier: str


class Synced(Struct, frozen=True):
    """The result of writing usage counts to the store.

    `complete` is false if Redis does not answer, so that some counts are not written yet.
    """

    message: str
    written: int
    complete: bool


class UsersResource:
    """Manages users."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # argon2id takes tens of milliseconds by design.
        self._hash_new = in_thread(services.auth.passwords.hash_new)

    def _hash(self, password: str, words: Sequence[str] = ()) -> str:
        with password_turns.turn():
            return self._hash_new(password, words)

    def on_get(self, req: Request, resp: Response) -> None:
        """List users."""
        self._admin(req)
        query = request_params.fields(request_params.from_query(req), texts=("after",))
        after = request_params.row_id(str(query.get("after", "0")), "after")
        page = self._services.accounts.users(after, _PAGE)
        json_response.send(resp, UserList([_answer(user) for user in page]))

    on_head = on_get

    def on_post(self, req: Request, resp: Response) -> None:
        """Add a user."""
        actor = self._admin(req)
        given = request_params.secret(req)
        required = ("username", "password")
        # After the caller's rights: who may not add users learns nothing about fields.
        fields = request_params.fields(given, texts=(*required, "tier"), required=required)
        user = users.add(
            self._services,
            actor,
            username=str(fields["username"]),
            password=str(fields["password"]),
            tier=str(fields.get("tier", "basic")),
            hasher=self._hash,
        )
        resp.status = 201
        json_response.send(resp, Added("User created.", user.id, user.username, user.tier))

    def on_patch_one(self, req: Request, resp: Response, id: str) -> None:
        """Change a user's tier or password, or disable or enable the user."""
        actor = self._admin(req)
        given = request_params.secret(req)
        fields = request_params.fields(given, texts=("tier", "password"), switches=("disabled",))
        if not fields:
            message, fix = "The body changes nothing.", "Give tier, password or disabled."
            raise InvalidInput(Problem("body", "field.missing", message, fix))
        change = msgspec.convert(fields, _Change)
        try:
            user = users.change(
                self._services,
                actor,
                request_params.row_id(id, "id"),
                tier=change.tier,
                disabled=change.disabled,
                password=change.password,
                hasher=self._hash,
            )
        except ChangePropagationDelayed as error:
            # The change is stored. An error would make clients repeat it.
            user = error.user
            resp.status = 202
        json_response.send(resp, _answer(user))

    def on_delete_one(self, req: Request, resp: Response, id: str) -> None:
        """Delete a user and the user's keys."""
        actor = self._admin(req)
        request_params.require_none(req)
        users.delete(self._services, actor, request_params.row_id(id, "id"))
        resp.status = 204
        resp.set_header("Cache-Control", "no-store")

    def on_post_sync(self, req: Request, resp: Response) -> None:
        """Write usage counts to the store now."""
        self._admin(req)
        request_params.require_none(req)
        flushed = self._services.flusher.flush()
        json_response.send(
            resp, Synced("Usage written to the store.", flushed.written, flushed.complete)
        )

    def _admin(self, req: Request) -> Actor:
        address = authentication.address_of(req)
        return users.admin_actor(self._services, req.get_header("master-key"), address)


class _Change(Struct, frozen=True):
    tier: str | None = None
    disabled: bool | None = None
    password: str | None = None


def _answer(user: User) -> UserAnswer:
    return UserAnswer(user.id, user.username, user.tier, user.disabled, user.created_at)


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
_ID = Parameter(
    "id", {"type": "integer"}, place="path", required=True, description="The user's id."
)
_AFTER = Parameter(
    "after", {"type": "integer"}, description="List users with ids greater than this."
)
_ADDED = {"message": "…", "user_id": 1, "username": "anna", "tier": "basic"}

ROUTES = (
    Route(
        "admin/users",
        UsersResource,
        operations={
            "GET": Operation(
                "List users",
                tag="Operator",
                description="Up to 1,000 in order of id; send the last id as `after` for more.",
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
        UsersResource,
        suffix="one",
        operations={
            "PATCH": Operation(
                "Change a user",
                tag="Operator",
                description="Disabling a user and changing the password invalidate the user's "
                "tokens immediately; disabling invalidates the API keys too.",
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
                "Delete a user and the user's keys",
                tag="Operator",
                parameters=(_ID,),
                answers={
                    202: Answer(NOT_AT_ONCE, {"application/json": NotAtOnceAnswer}),
                    204: Answer("The user is deleted; the usage counts are kept."),
                },
                errors=(400, 401, 403, 404, 429, 503),
                security=_MASTER,
            ),
        },
    ),
    Route(
        "admin/sync-db",
        UsersResource,
        suffix="sync",
        operations={
            "POST": Operation(
                "Write usage counts to the store now",
                tag="Operator",
                description="The service also does this every second.",
                answers={200: Answer("The result.", {"application/json": Synced})},
                errors=(401, 403, 429, 503),
                security=_MASTER,
            )
        },
    ),
)
