"""What the audit log tells and keeps, on each real store."""

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
from common.services.store.sql import execute
from common.services.store.store import Store
from tests.common.services.clock import NOON, SetClock
from tests.common.services.refusing import refuse_revisions

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


def test_what_cannot_be_logged_is_not_done(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: every act is in the table. A key that was made had lost its secret, too."""
    services = opened(store_environ, clock)
    user = add(services)
    key = users.create_key(services, ACTOR, user).key
    run(services, "ALTER TABLE audit RENAME TO kept")
    for act in (
        partial(users.add, username="otto", password="correct horse"),
        partial(users.change, user_id=user, disabled=True),
        partial(users.create_key, user_id=user),
        partial(users.revoke_key, user_id=user, key_id=key.id),
        partial(users.delete, user_id=user),
    ):
        with pytest.raises(StoreUnavailable):
            act(services, ACTOR)
        clock.move(60)  # the store is thought away for a while
    run(services, "ALTER TABLE kept RENAME TO audit")
    (anna,) = services.accounts.users()
    assert not anna.disabled
    assert users.keys(services, user) == [key]


class LateStore:
    """Comes to what it is asked for only after its caller has given up: with `catch_up`."""

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
    """As gevent's Timeout ends a request."""


@pytest.mark.parametrize("error", [StoreUnavailable("late"), Ended()])
def test_late_store_does_nothing_for_who_has_given_up(
    opened: Open, store_environ: Environ, error: BaseException
) -> None:
    """Nobody would know the secret of a key that it made; and there is nothing to forget."""
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


def test_what_is_done_is_logged_and_said_to_be_though_not_all_hear_of_it(
    opened: Open, store_environ: Environ, tmp_path: Path
) -> None:
    services = opened(store_environ)
    user = add(services)
    key = users.create_key(services, ACTOR, user).key
    refuse_revisions(tmp_path)
    with pytest.raises(PropagationDelayed):
        users.revoke_key(services, ACTOR, user, key.id)
    with pytest.raises(PropagationDelayed):
        users.change(services, ACTOR, user, disabled=True)
    with pytest.raises(PropagationDelayed):
        users.delete(services, ACTOR, user)
    assert services.accounts.users() == []
    logged = [line.action for line in services.audit.latest(3)]
    assert logged == ["user.delete", "user.change", "key.revoke"]


def test_redis_tells_this_machine_too(opened: Open, redis_url: str, tmp_path: Path) -> None:
    """Where the machine's file takes no writes, such as on a full disk."""
    services = opened({"REDIS_URL": redis_url})
    user = add(services)
    secret = users.create_key(services, ACTOR, user).secret
    assert services.auth.identify(None, secret)
    refuse_revisions(tmp_path)
    users.change(services, ACTOR, user, disabled=True)
    with pytest.raises(BadCredentials):
        services.auth.identify(None, secret)


def test_keys_made_and_revoked_in_turn_do_not_fill_the_log(opened: Open, clock: SetClock) -> None:
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


def test_audit_log_tells_the_latest_first(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
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


def test_audit_log_forgets_after_a_year(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    services = opened(store_environ, clock)
    services.audit.write("admin", "old", "")
    clock.move(200 * 86_400)
    services.audit.write("admin", "new", "")
    clock.move(166 * 86_400)
    assert services.upkeep.once()
    assert [line.action for line in services.audit.latest()] == ["new"]


def test_only_the_latest_failures_are_kept_and_every_act(
    opened: Open, store_environ: Environ
) -> None:
    """docs/accounts.md: a flood of failures does not fill the store, nor take acts away."""
    audit = opened(store_environ).audit
    audit.write("admin", "user.add", "user:1", address=HERE)
    for number in range(5):
        audit.write(HERE, "login", str(number), address=HERE, outcome="BadCredentials")
    audit.write("cli", "user.change", "user:1")
    audit.forget_old(most_failures=2)
    assert [line.target for line in audit.latest()] == ["user:1", "4", "3", "user:1"]
    audit.forget_old(most_failures=2)
    assert len(audit.latest()) == 4
