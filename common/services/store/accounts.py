"""Users and API keys in the store.

A caller that changes them may pass a note: an entry for the audit log, which is written in the same
transaction. A change that can't be logged is not made.

AccountError
├── UsernameTaken   another user has that name
├── NoSuchAccount   no user, or no key of that user, has that id
└── TooManyKeys     that user has the maximum number of keys
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from peewee import Database, IntegrityError

from common.services.accounts.usernames import fold
from common.services.errors import StoreUnavailable
from common.services.principal import Tier
from common.services.store.audit import EntryWriter
from common.services.store.database import execute
from common.services.store.store import Store

# Accounts are changed by people, who can wait, and read by requests, which can't.
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
# Locks the row, so that keys of one user are created one after another. (SQLite allows only one
# writer anyway.)
LOCK_USER = "UPDATE users SET disabled = disabled WHERE id = ? RETURNING id"
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
USER_OF_KEY_ID = USER_OF_KEY.replace("k.digest", "k.id")

Row = tuple[Any, ...]
Result = TypeVar("Result")
# Returns the audit entry for the result of a change.
Note = Callable[[Result], EntryWriter]


class AccountError(Exception):
    """The account can't be changed as requested."""


class UsernameTaken(AccountError):
    """Another user has that name, compared without case."""


class NoSuchAccount(AccountError):
    """No user, or no key of that user, has that id."""


class TooManyKeys(AccountError):
    """That user has `MAX_KEYS` keys."""


class User(Struct, frozen=True):
    """A user.

    Attributes:
        id: not reused after deletion.
        username: in its original case.
        tier: decides the daily quota.
        disabled: True if all credentials of the user are invalid.
        tokens_from: tokens that were issued earlier are invalid; in milliseconds since 1970.
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
        id: identifies it for revocation.
        user_id: its owner.
        label: its owner's name for it.
        beginning: its first characters.
        created_at: in seconds since 1970-01-01 UTC.
    """

    id: int
    user_id: int
    label: str
    beginning: str
    created_at: int


class Accounts:
    """The tables. Every method raises StoreUnavailable if the store does not answer.

    Arguments:
        store: the store.
        on_doubt: called if a change failed for its caller although it was or may have been
            committed; it may be called on a thread of the store.
    """

    def __init__(self, store: Store, on_doubt: Callable[[], None]) -> None:
        self._store = store
        self._on_doubt = on_doubt

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
            UsernameTaken: another user has that name.
        """
        values = (username, fold(username), password_hash, tier, False, int(now))
        # The unique index decides, because another process may add the name at the same moment.
        try:
            return self._change(_statement(ADD_USER, values, _user, note, UsernameTaken(username)))
        except IntegrityError:
            raise UsernameTaken(username) from None

    def user(self, user_id: int) -> User | None:
        """Return the user with that id, or None."""
        return _first_user(self._read(USER_BY_ID, (user_id,)))

    def user_by_name(self, username: str) -> User | None:
        """Return the user with that name, compared without case, or None."""
        return _first_user(self._read(USER_BY_NAME, (fold(username),)))

    def password_hash(self, username: str) -> tuple[User, str] | None:
        """Return the user with that name and their password hash, or None."""
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
        """Change the given fields of a user.

        Raises:
            NoSuchAccount: no user has that id.
        """
        values = (tier, disabled, password_hash, tokens_from, user_id)
        return self._change(
            _statement(CHANGE_USER, values, _user, note, NoSuchAccount(f"user {user_id}"))
        )

    def delete_user(self, user_id: int, note: Note[int] | None = None) -> None:
        """Delete a user and their keys, but not their usage.

        Raises:
            NoSuchAccount: no user has that id.
        """
        sql = "DELETE FROM users WHERE id = ? RETURNING id"
        self._change(_statement(sql, (user_id,), _id, note, NoSuchAccount(f"user {user_id}")))

    def add_key(
        self,
        user_id: int,
        label: str,
        beginning: str,
        digest: str,
        now: float,
        note: Note[ApiKey] | None = None,
    ) -> ApiKey:
        """Add an API key, of which only the digest is stored.

        Raises:
            NoSuchAccount: no user has that id.
            TooManyKeys: the user has `MAX_KEYS`.
        """
        values = (label, beginning, digest, int(now), user_id)

        def add(database: Database) -> ApiKey:
            # Without the lock, two transactions would both count one key too few.
            if not execute(database, LOCK_USER, (user_id,)):
                raise NoSuchAccount(f"user {user_id}")
            return _statement(ADD_KEY, values, _key, note, TooManyKeys(user_id))(database)

        return self._change(add)

    def keys(self, user_id: int) -> list[ApiKey]:
        """Return the keys of a user, oldest first."""
        return [_key(row) for row in self._read(KEYS, (user_id,))]

    def delete_key(self, user_id: int, key_id: int, note: Note[int] | None = None) -> None:
        """Delete a key of that user.

        Raises:
            NoSuchAccount: that user has no key with that id.
        """
        sql = "DELETE FROM api_keys WHERE id = ? AND user_id = ? RETURNING id"
        self._change(_statement(sql, (key_id, user_id), _id, note, NoSuchAccount(f"key {key_id}")))

    def user_of_key(self, digest: str) -> User | None:
        """Return the owner of the key with that digest, or None."""
        return _first_user(self._read(USER_OF_KEY, (digest,)))

    def user_of_key_id(self, key_id: int) -> User | None:
        """Return the owner of the key with that id, or None."""
        return _first_user(self._read(USER_OF_KEY_ID, (key_id,)))

    def key_with_digest(self, digest: str) -> ApiKey | None:
        """Return the key with that digest, or None."""
        sql = f"SELECT {KEY} FROM api_keys WHERE digest = ?"  # noqa: S608 - a constant
        rows = self._read(sql, (digest,))
        return _key(rows[0]) if rows else None

    def _read(self, sql: str, values: tuple[object, ...]) -> list[Row]:
        return self._store.run(partial(execute, sql=sql, values=values))

    def _change(self, statements: Callable[[Database], Result]) -> Result:
        """Return the result of *statements*, run in one transaction.

        A store that runs them after the caller has given up rolls back: the secret of a new key
        would be lost. The only doubt is about a COMMIT that fails, or that the caller did not
        wait for.
        """
        given_up, committing = threading.Event(), threading.Event()

        def transact(database: Database) -> Result:
            committing.clear()
            with database.atomic():
                result = statements(database)
                # Set before `given_up` is read; the caller does both in the opposite order. So
                # either this is rolled back, or the caller sees that it may be committed.
                committing.set()
                if given_up.is_set():
                    raise StoreUnavailable("the caller has given up")
            # Committed only now: what was read since the caller gave up was the old state.
            if given_up.is_set():
                self._on_doubt()
            return result

        try:
            return self._store.run(transact, WRITE_SECONDS)
        except BaseException:
            # BaseException: gevent's Timeout, a request's deadline, ends the caller too.
            given_up.set()
            if committing.is_set():
                self._on_doubt()
            raise


def _statement(
    sql: str,
    values: tuple[object, ...],
    convert: Callable[[Row], Result],
    note: Note[Result] | None,
    no_row: AccountError,
) -> Callable[[Database], Result]:
    """Return a function that runs *sql* and writes its audit entry.

    Args:
        sql: changes one row and returns it.
        values: of the placeholders.
        convert: makes the result of the row.
        note: makes the audit entry of the result.
        no_row: raised if no row was changed.
    """

    def run(database: Database) -> Result:
        rows = execute(database, sql, values)
        if not rows:
            raise no_row
        result = convert(rows[0])
        # In the same transaction: no change without its audit entry, and no entry without its
        # change.
        if note is not None:
            note(result)(database)
        return result

    return run


def _key(row: Row) -> ApiKey:
    return ApiKey(*row)


def _id(row: Row) -> int:
    return int(row[0])


def _user(row: Row) -> User:
    id, username, tier, disabled, tokens_from, created_at = row
    return User(id, username, tier, bool(disabled), tokens_from, created_at)


def _first_user(rows: list[Row]) -> User | None:
    return _user(rows[0]) if rows else None
