"""The audit log and its transactions with accounts, on each real store."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from peewee import Database

from common.operations import users
from common.operations.users import Actor, PropagationDelayed
from common.services.accounts.errors import BadCredentials, TooManyAttempts
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.store.accounts import Accounts
from common.services.store.database import execute
from common.services.store.store import Store
from tests.common.services.clock import NOON, SetClock
from tests.common.services.failing_state import block_revocations

Open = Callable[..., Services]
Environ = dict[str, str]
HERE = "ip:192.0.2.1"
ACTOR = Actor("admin", HERE)


def add(services: Services) -> int:
    return users.add(services, ACTOR, username="anna", password="correct horse").id


def run(services: Services, sql: str) -> None:
    def work(database: Database) -> None:
        execute(database, sql)

    services.store.run(work)


def test_change_that_cannot_be_logged_is_not_made(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: every change is in the log. A new key had lost its secret, too."""
    services = opened(store_environ, clock)
    user = add(services)
    key = users.create_key(services, ACTOR, user).key
    run(services, "ALTER TABLE audit RENAME TO hidden")
    for change in (
        partial(users.add, username="otto", password="correct horse"),
        partial(users.change, user_id=user, disabled=True),
        partial(users.create_key, user_id=user),
        partial(users.revoke_key, user_id=user, key_id=key.id),
        partial(users.delete, user_id=user),
    ):
        with pytest.raises(StoreUnavailable):
            change(services, ACTOR)
        clock.move(60)  # past the pause of the circuit breaker
    run(services, "ALTER TABLE hidden RENAME TO audit")
    (anna,) = services.accounts.users()
    assert not anna.disabled
    assert users.keys(services, user) == [key]


class LateStore:
    """Runs work only after its caller has given up, in `catch_up`."""

    def __init__(self, store: Store, error: BaseException) -> None:
        self._store = store
        self._error = error
        self._work: list[Callable[[Database], Any]] = []

    def run(self, work: Callable[[Database], Any], _seconds: float = 0) -> None:
        self._work.append(work)
        raise self._error

    def catch_up(self) -> None:
        for work in self._work:
            with pytest.raises(StoreUnavailable):
                self._store.run(work)


class Ended(BaseException):
    """Ends a request, as gevent's Timeout does."""


@pytest.mark.parametrize("error", [StoreUnavailable("late"), Ended()])
def test_late_store_rolls_back_for_a_caller_that_has_given_up(
    opened: Open, store_environ: Environ, error: BaseException
) -> None:
    """Nobody would know the secret of the key, and no cache is invalidated for nothing."""
    services = opened(store_environ)
    user = add(services)
    late = LateStore(services.store, error)
    doubts: list[None] = []
    accounts = Accounts(cast(Store, late), lambda: doubts.append(None))
    with pytest.raises(type(error)):
        accounts.add_key(user, "", "bk_", "digest", NOON)
    with pytest.raises(type(error)):
        accounts.delete_user(user)
    late.catch_up()
    assert doubts == []
    assert services.accounts.keys(user) == []
    assert services.accounts.user(user) is not None


def test_change_is_logged_although_the_revocation_epoch_cannot_be_bumped(
    opened: Open, store_environ: Environ, tmp_path: Path
) -> None:
    """The answer says that other processes may be up to a minute late."""
    services = opened(store_environ)
    user = add(services)
    key = users.create_key(services, ACTOR, user).key
    block_revocations(tmp_path)
    with pytest.raises(PropagationDelayed):
        users.revoke_key(services, ACTOR, user, key.id)
    with pytest.raises(PropagationDelayed):
        users.change(services, ACTOR, user, disabled=True)
    with pytest.raises(PropagationDelayed):
        users.delete(services, ACTOR, user)
    assert services.accounts.users() == []
    logged = [line.action for line in services.audit.latest(3)]
    assert logged == ["user.delete", "user.change", "key.revoke"]


def test_redis_invalidates_the_caches_of_this_machine_too(
    opened: Open, redis_url: str, tmp_path: Path
) -> None:
    """The machine's file can't be written, for example on a full disk."""
    services = opened({"REDIS_URL": redis_url})
    user = add(services)
    secret = users.create_key(services, ACTOR, user).secret
    assert services.auth.identify(None, secret)
    block_revocations(tmp_path)
    users.change(services, ACTOR, user, disabled=True)
    with pytest.raises(BadCredentials):
        services.auth.identify(None, secret)


def test_keys_made_and_revoked_in_turn_do_not_fill_the_log(opened: Open, clock: SetClock) -> None:
    """Both are logged, so that making keys is limited."""
    services = opened({}, clock)
    user = add(services)
    for _ in range(users.MAX_KEYS_CREATED):
        made = users.create_key(services, ACTOR, user)
        users.revoke_key(services, ACTOR, user, made.key.id)
    with pytest.raises(TooManyAttempts):
        users.create_key(services, ACTOR, user)
    assert len(services.audit.latest(1_000)) == 1 + 2 * users.MAX_KEYS_CREATED
    clock.move(users.KEYS_PERIOD_SECONDS)
    assert users.create_key(services, ACTOR, user)


def test_audit_log_returns_the_latest_first(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """Texts are cut to 200 characters, and characters that no database stores replaced."""
    audit = opened(store_environ, clock).audit
    audit.write("admin", "user.add", "user:1", address=HERE)
    audit.write(HERE, "login", "a\0\ud800na" * 100, address=HERE, outcome="wrong")
    latest, first = audit.latest()
    assert (first.at, first.actor, first.action, first.outcome) == (
        NOON,
        "admin",
        "user.add",
        "done",
    )
    assert (latest.outcome, len(latest.target)) == ("wrong", 200)


def test_audit_entries_are_deleted_after_a_year(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: entries contain addresses, and are kept for a year."""
    services = opened(store_environ, clock)
    services.audit.write("admin", "old", "")
    clock.move(200 * 86_400)
    services.audit.write("admin", "new", "")
    clock.move(166 * 86_400)
    assert services.periodic_jobs.run_once()
    assert [line.action for line in services.audit.latest()] == ["new"]


def test_only_the_latest_failures_are_kept_but_every_change(
    opened: Open, store_environ: Environ
) -> None:
    """docs/accounts.md: a flood of failures neither fills the store nor displaces changes."""
    audit = opened(store_environ).audit
    audit.write("admin", "user.add", "user:1", address=HERE)
    for number in range(5):
        audit.write(HERE, "login", str(number), address=HERE, outcome="BadCredentials")
    audit.write("cli", "user.change", "user:1")
    audit.delete_old(max_failures=2)
    assert [line.target for line in audit.latest()] == ["user:1", "4", "3", "user:1"]
    audit.delete_old(max_failures=2)
    assert len(audit.latest()) == 4
