"""Users and API keys in the store.

Whoever changes them may hand over a note: the audit log's line, which is written in the same
transaction. What can't be noted is not done.

AccountError
├── UsernameTaken   another user has that name
├── NoSuchAccount   no user, or no key of that user, has that id
└── TooManyKeys     that user has as many keys as one may
"""

import re
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from peewee import Database, IntegrityError

from common.services.errors import StoreUnavailable
from common.services.principal import Tier
from common.services.store.audit import EntryWriter
from common.services.store.sql import execute
from common.services.store.store import Store

# Accounts are written by people who can wait, and read by requests that can't.
WRITE_SECONDS = 2.0
MAX_KEYS = 100

USER = "id, username, tier, disabled, tokens_from, created_at"
ADD_USER = f"""
INSERT INTO users (username, name_key, password_hash, tier, disabled, created_at)
VALUES (?, ?, ?, ?, ?, ?) RETURNING {USER}
"""  # noqa: S608 - a constant
USER_BY_ID = f"SELECT {USER} FROM users WHERE id = ?"  # noqa: S608 - a constant
USER_BY_NAME = f"SELECT {USER} FROM users WHERE name_key = ?"  # noqa: S608 - a constant
USERS = f"SELECT {USER} FROM users WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - a constant
CHANGE_USER = f"""
UPDATE users SET tier = COALESCE(?, tier), disabled = COALESCE(?, disabled),
    password_hash = COALESCE(?, password_hash), tokens_from = COALESCE(?, tokens_from)
WHERE id = ? RETURNING {USER}
"""  # noqa: S608 - a constant
# Whoever else makes keys for this user waits until this transaction ends; SQLite's wait anyway.
HOLD_USER = "UPDATE users SET disabled = disabled WHERE id = ? RETURNING id"
KEY = "id, user_id, label, beginning, created_at"
ADD_KEY = f"""
INSERT INTO api_keys (user_id, label, beginning, digest, created_at)
SELECT id, ?, ?, ?, ? FROM users
WHERE id = ? AND (SELECT COUNT(*) FROM api_keys WHERE user_id = users.id) < {MAX_KEYS}
RETURNING {KEY}
"""  # noqa: S608 - a constant
KEYS = f"SELECT {KEY} FROM api_keys WHERE user_id = ? ORDER BY id"  # noqa: S608 - a constant
USER_OF_KEY = """
SELECT u.id, u.username, u.tier, u.disabled, u.tokens_from, u.created_at
FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.digest = ?
"""

Row = tuple[Any, ...]
Result = TypeVar("Result")
# Given what was done, returns the line that tells of it.
Note = Callable[[Result], EntryWriter]

_USERNAME = re.compile(r"[\w.@+-]{1,64}")


class AccountError(Exception):
    """What was asked of an account can't be done."""


class UsernameTaken(AccountError):
    """Another user has that name, in whatever case."""


class NoSuchAccount(AccountError):
    """No user, or no key of that user, has that id."""


class TooManyKeys(AccountError):
    """That user has `MAX_KEYS` keys."""


class User(Struct, frozen=True):
    """A user.

    Attributes:
        id: never used again after deletion.
        username: as it was given.
        tier: decides the daily quota.
        disabled: True where no credential of theirs is good.
        tokens_from: tokens that were issued before are not good; in milliseconds since 1970.
        created_at: in seconds since 1970-01-01 UTC.
    """

    id: int
    username: str
    tier: Tier
    disabled: bool
    tokens_from: int
    created_at: int


class ApiKey(Struct, frozen=True):
    """An API key, without its secret.

    Attributes:
        id: by which it is revoked.
        user_id: whose it is.
        label: what its owner calls it.
        beginning: its first characters.
        created_at: in seconds since 1970-01-01 UTC.
    """

    id: int
    user_id: int
    label: str
    beginning: str
    created_at: int


class Accounts:
    """The tables. Every method raises StoreUnavailable where the store does not answer.

    Arguments: the store, and what to call where that was raised, or the caller ended, though the
    change was made or may have been; it may be called on a thread of the store.
    """

    def __init__(self, store: Store, in_doubt: Callable[[], None]) -> None:
        self._store = store
        self._in_doubt = in_doubt

    def add_user(
        self,
        username: str,
        password_hash: str,
        tier: Tier,
        now: float,
        note: Note[User] | None = None,
    ) -> User:
        """Add a user.

        Raises:
            UsernameTaken: another has that name.
        """
        values = (username, fold(username), password_hash, tier, False, int(now))
        try:
            return self._whole(_act(ADD_USER, values, _user, note, UsernameTaken(username)))
        except IntegrityError:
            raise UsernameTaken(username) from None

    def user(self, user_id: int) -> User | None:
        """Return the user with that id."""
        return _maybe_user(self._read(USER_BY_ID, (user_id,)))

    def user_by_name(self, username: str) -> User | None:
        """Return the user with that name, in whatever case."""
        return _maybe_user(self._read(USER_BY_NAME, (fold(username),)))

    def password_hash(self, username: str) -> tuple[User, str] | None:
        """Return the user with that name and the hash of their password."""
        sql = f"SELECT {USER}, password_hash FROM users WHERE name_key = ?"  # noqa: S608 - a constant
        rows = self._read(sql, (fold(username),))
        return (_user(rows[0][:-1]), str(rows[0][-1])) if rows else None

    def users(self, after: int = 0, limit: int = 1_000) -> list[User]:
        """Return up to *limit* users with ids above *after*, in order of id."""
        return [_user(row) for row in self._read(USERS, (after, limit))]

    def change_user(
        self,
        user_id: int,
        *,
        tier: Tier | None = None,
        disabled: bool | None = None,
        password_hash: str | None = None,
        tokens_from: int | None = None,
        note: Note[User] | None = None,
    ) -> User:
        """Change what is given.

        Raises:
            NoSuchAccount: no user has that id.
        """
        values = (tier, disabled, password_hash, tokens_from, user_id)
        return self._whole(_act(CHANGE_USER, values, _user, note, NoSuchAccount(f"user {user_id}")))

    def delete_user(self, user_id: int, note: Note[int] | None = None) -> None:
        """Delete a user and their keys; their usage stays.

        Raises:
            NoSuchAccount: no user has that id.
        """
        sql = "DELETE FROM users WHERE id = ? RETURNING id"
        self._whole(_act(sql, (user_id,), _id, note, NoSuchAccount(f"user {user_id}")))

    def add_key(
        self,
        user_id: int,
        label: str,
        beginning: str,
        digest: str,
        now: float,
        note: Note[ApiKey] | None = None,
    ) -> ApiKey:
        """Add an API key, of which the store gets its digest alone.

        Raises:
            NoSuchAccount: no user has that id.
            TooManyKeys: they have `MAX_KEYS`.
        """
        values = (label, beginning, digest, int(now), user_id)

        def add(database: Database) -> ApiKey:
            if not execute(database, HOLD_USER, (user_id,)):
                raise NoSuchAccount(f"user {user_id}")
            return _act(ADD_KEY, values, _key, note, TooManyKeys(user_id))(database)

        return self._whole(add)

    def keys(self, user_id: int) -> list[ApiKey]:
        """Return the keys of a user, oldest first."""
        return [_key(row) for row in self._read(KEYS, (user_id,))]

    def delete_key(self, user_id: int, key_id: int, note: Note[int] | None = None) -> None:
        """Delete a key of that user.

        Raises:
            NoSuchAccount: that user has no key with that id.
        """
        sql = "DELETE FROM api_keys WHERE id = ? AND user_id = ? RETURNING id"
        self._whole(_act(sql, (key_id, user_id), _id, note, NoSuchAccount(f"key {key_id}")))

    def user_of_key(self, digest: str) -> User | None:
        """Return whose key has that digest."""
        return _maybe_user(self._read(USER_OF_KEY, (digest,)))

    def _read(self, sql: str, values: tuple[object, ...]) -> list[Row]:
        return self._store.run(partial(execute, sql=sql, values=values))

    def _whole(self, act: Callable[[Database], Result]) -> Result:
        """Do *act* in one transaction.

        Where the store comes to it after its caller was told that it is away, or has ended, nothing
        is done: of a key that were made nobody would know the secret. Only what fails at its
        COMMIT, or is given up there, is in doubt.
        """
        given_up, ending = threading.Event(), threading.Event()

        def do(database: Database) -> Result:
            ending.clear()
            with database.atomic():
                done = act(database)
                # Said before it is asked, and the caller does it the other way round: either this
                # is undone, or the caller knows that it may have been done.
                ending.set()
                if given_up.is_set():
                    raise StoreUnavailable("nobody waits for it any more")
            # Only now is it done: what was asked since the caller gave up was of the old.
            if given_up.is_set():
                self._in_doubt()
            return done

        try:
            return self._store.run(do, WRITE_SECONDS)
        except BaseException:
            # A request's deadline ends its caller, too.
            given_up.set()
            if ending.is_set():
                self._in_doubt()
            raise


def is_username(text: str) -> bool:
    """Say whether a user may be called *text*."""
    return _USERNAME.fullmatch(text) is not None


def fold(username: str) -> str:
    """Return how *username* compares with others."""
    return username.casefold()


def _act(
    sql: str,
    values: tuple[object, ...],
    made: Callable[[Row], Result],
    note: Note[Result] | None,
    otherwise: AccountError,
) -> Callable[[Database], Result]:
    """Return what runs *sql*, makes something of the row that it returns, and notes it.

    It raises *otherwise* where there is no row; nothing is done then.
    """

    def act(database: Database) -> Result:
        rows = execute(database, sql, values)
        if not rows:
            raise otherwise
        done = made(rows[0])
        if note is not None:
            note(done)(database)
        return done

    return act


def _key(row: Row) -> ApiKey:
    return ApiKey(*row)


def _id(row: Row) -> int:
    return int(row[0])


def _user(row: Row) -> User:
    id, username, tier, disabled, tokens_from, created_at = row
    return User(id, username, tier, bool(disabled), tokens_from, created_at)


def _maybe_user(rows: list[Row]) -> User | None:
    return _user(rows[0]) if rows else None
