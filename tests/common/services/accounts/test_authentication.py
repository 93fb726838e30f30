"""Authentication: invalid credentials first, on each real store and backend of shared state."""

import math
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import jwt
import pytest
from peewee import Database, OperationalError

from common.operations import users
from common.operations.users import Actor
from common.services.accounts.authentication import MAX_WRONG_KEYS
from common.services.accounts.errors import (
    BadCredentials,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.principal import Principal
from common.services.store.accounts import (
    NoSuchAccount,
    User,
)
from tests.common.services.clock import NOON, SetClock
from tests.servers.postgres import PostgresServer

Open = Callable[..., Services]
Environ = dict[str, str]

HERE = "ip:192.0.2.1"
SECRET = "s" * 64


def anna(services: Services) -> User:
    hashed = services.auth.passwords.hash("correct horse")
    return services.accounts.add_user("Anna", hashed, "standard", services.clock.now())


def bearer(services: Services) -> str:
    _, token = services.auth.login("anna", "correct horse", HERE)
    return f"Bearer {token.value}"


@pytest.fixture
def environ(state_environ: Environ, store_environ: Environ) -> Environ:
    return {**state_environ, **store_environ, "SECRET_KEY": SECRET}


@pytest.mark.parametrize(
    ("authorization", "key"),
    [
        ("Bearer", None),
        ("Bearer nonsense", None),
        ("Bearer a.b.c", None),
        (None, "nonsense"),
        (None, "bk_nonsense"),
        ("Bearer bk_\udcff\0", None),
        (f"Bearer {'x' * 100_000}", None),
    ],
)
def test_bad_credentials_are_rejected(
    opened: Open, authorization: str | None, key: str | None
) -> None:
    """None of these is a token or a key of ours."""
    with pytest.raises(BadCredentials):
        opened({}).auth.identify(authorization, key)


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Token nonsense"])
def test_two_credentials_are_rejected(opened: Open, authorization: str) -> None:
    """RFC 6750, 2: a request uses one method only."""
    with pytest.raises(TwoCredentials):
        opened({}).auth.identify(authorization, "bk_nonsense")


def test_value_that_is_no_key_is_rejected_with_the_fix(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """The error explains what a key looks like."""
    services = opened(environ, clock)
    for headers in ((None, "nonsense"), ("Bearer nonsense", None)):
        with pytest.raises(BadCredentials, match="begins with bk_"):
            services.auth.identify(*headers)


@pytest.mark.parametrize("authorization", ["Basic YTpi", "BASIC", "Digest a=1", "Negotiate YTpi"])
def test_credentials_of_a_proxy_are_ignored(
    opened: Open, environ: Environ, clock: SetClock, authorization: str
) -> None:
    """docs/accounts.md: the service's own are then in X-API-Key, a token too."""
    services = opened(environ, clock)
    user = anna(services)
    assert services.auth.identify(authorization, None) is None
    identity = services.auth.identify(authorization, bearer(services).removeprefix("Bearer "))
    assert identity is not None
    assert identity.user.id == user.id
    with pytest.raises(BadCredentials):
        services.auth.identify(authorization, "bk_nonsense")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "iat": int(NOON), "exp": int(NOON) + 60, "iss": "another"},
        {"sub": "1", "iat": int(NOON), "iss": "theBarcodeAPI"},
        {"sub": "x", "iat": int(NOON), "exp": int(NOON) + 60, "iss": "theBarcodeAPI"},
        {"sub": "1", "iat": int(NOON), "exp": int(NOON), "iss": "theBarcodeAPI"},
        {"sub": "1", "iat": int(NOON), "exp": math.inf, "iss": "theBarcodeAPI"},
        {"sub": "1", "iat": math.nan, "exp": int(NOON) + 60, "iss": "theBarcodeAPI"},
        {"sub": "1", "iat": 1e306, "exp": int(NOON) + 60, "iss": "theBarcodeAPI"},
        {"sub": "1", "iat": math.inf, "exp": int(NOON) + 60, "iss": "theBarcodeAPI"},
    ],
)
def test_token_with_bad_claims_is_rejected(
    opened: Open, clock: SetClock, claims: dict[str, object]
) -> None:
    """RFC 7519, 4.1: wrong issuer, missing or malformed claims, and numbers that are not finite."""
    services = opened({"SECRET_KEY": SECRET}, clock)
    anna(services)
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    with pytest.raises(BadCredentials):
        services.auth.identify(f"Bearer {token}", None)


@pytest.mark.parametrize(
    ("key", "algorithm"), [("t" * 32, "HS256"), (SECRET, "HS384"), ("", "none")]
)
def test_token_with_another_signature_is_rejected(
    opened: Open, clock: SetClock, key: str, algorithm: str
) -> None:
    """RFC 7518, 3.1: another key, another algorithm, and ``none``."""
    services = opened({"SECRET_KEY": SECRET}, clock)
    anna(services)
    claims = {"sub": "1", "iat": int(NOON), "exp": int(NOON) + 60, "iss": "theBarcodeAPI"}
    token = jwt.encode(claims, key, algorithm=algorithm)
    with pytest.raises(BadCredentials):
        services.auth.identify(f"Bearer {token}", None)


def test_request_without_credentials_has_no_identity(opened: Open) -> None:
    """Empty headers contain no credentials."""
    assert opened({}).auth.identify(None, None) is None
    assert opened({}).auth.identify("", " ") is None


def test_token_identifies_its_owner(opened: Open, environ: Environ, clock: SetClock) -> None:
    """It expires after ACCESS_TOKEN_EXPIRE_MINUTES, 60 by default."""
    services = opened(environ, clock)
    user = anna(services)
    identity = services.auth.identify(bearer(services), None)
    assert identity is not None
    assert identity.user == user
    assert identity.principal("mcp") == Principal(f"user:{user.id}", "standard", "mcp")
    assert identity.expires_at == NOON + 3600


def test_expired_token_is_rejected(opened: Open, environ: Environ, clock: SetClock) -> None:
    """At its expiry, not after it (RFC 7519, 4.1.4)."""
    services = opened(environ, clock)
    anna(services)
    token = bearer(services)
    identity = services.auth.identify(token, None)
    assert identity is not None
    clock.move(3600)
    with pytest.raises(BadCredentials, match="expired"):
        services.auth.identify(token, None)
    with pytest.raises(BadCredentials, match="expired"):
        services.auth.revalidate(identity)


def test_key_identifies_its_owner(opened: Open, environ: Environ, clock: SetClock) -> None:
    """In either header; it never expires."""
    services = opened(environ, clock)
    user = anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    for headers in ((None, made.secret), (f"Bearer {made.secret}", None)):
        identity = services.auth.identify(*headers)
        assert identity is not None
        assert (identity.user, identity.expires_at) == (user, math.inf)
        assert services.auth.revalidate(identity) == identity


def test_secret_of_a_key_is_not_stored(opened: Open, tmp_path: Path, clock: SetClock) -> None:
    """Neither in the store nor in the state; likewise the password."""
    services = opened({}, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    services.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert made.secret.encode() not in stored
    assert b"correct horse" not in stored


def test_revoked_key_is_rejected_by_every_process(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: a revocation is effective immediately."""
    here, there = opened(environ, clock), opened(environ, clock)
    user = anna(here)
    made = here.auth.make_key(user.id, "till", clock.now())
    assert there.auth.identify(None, made.secret)
    with pytest.raises(NoSuchAccount):
        here.accounts.delete_key(user.id + 1, made.key.id)
    here.accounts.delete_key(user.id, made.key.id)
    here.auth.bump_revocation()
    with pytest.raises(BadCredentials):
        there.auth.identify(None, made.secret)


class LostAnswer:
    """A store's `run` that commits, and then raises *error*."""

    def __init__(self, run: Callable[..., object], error: BaseException) -> None:
        self._run = run
        self._error = error

    def __call__(self, work: Callable[[Database], object], _seconds: float = 0) -> None:
        self._run(work)
        raise self._error


class Ended(BaseException):
    """Ends a request, as gevent's Timeout does."""


@pytest.mark.parametrize("error", [StoreUnavailable("late"), Ended()])
def test_committed_revocation_is_effective_although_its_caller_failed(
    opened: Open,
    environ: Environ,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    """Under load, such a key stayed valid for as long as it was cached."""
    services = opened(environ, clock)
    actor, user = Actor("test"), anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    assert services.auth.identify(None, made.secret)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", LostAnswer(services.store.run, error))
        with pytest.raises(type(error)):
            users.revoke_key(services, actor, user.id, made.key.id)
    with pytest.raises(BadCredentials):
        services.auth.identify(None, made.secret)

    token = bearer(services)
    assert services.auth.identify(token, None)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", LostAnswer(services.store.run, error))
        with pytest.raises(type(error)):
            users.delete(services, actor, user.id)
    with pytest.raises(BadCredentials):
        services.auth.identify(token, None)


class HangingCommit:
    """A store's `run` whose caller gives up at the COMMIT, which `resume` then lets finish."""

    def __init__(self, run: Callable[..., object]) -> None:
        self._run = run
        self._committing, self._may_commit = Event(), Event()
        self._thread = Thread()

    def __call__(self, work: Callable[[Database], object], _seconds: float = 0) -> None:
        def hanging(database: Database) -> object:
            commit = database.commit

            def late() -> None:
                self._committing.set()
                assert self._may_commit.wait(5)
                commit()

            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(database, "commit", late)
                return work(database)

        self._thread = Thread(target=self._run, args=(hanging, 5))
        self._thread.start()
        assert self._committing.wait(5)
        raise StoreUnavailable("late")

    def resume(self) -> None:
        self._may_commit.set()
        self._thread.join(5)


def test_revocation_that_is_committed_late_is_effective_from_then_on(
    opened: Open, environ: Environ, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the COMMIT the store reads the old state, which must not stay cached."""
    services = opened(environ, clock)
    user = anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    hanging = HangingCommit(services.store.run)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", hanging)
        with pytest.raises(StoreUnavailable):
            users.revoke_key(services, Actor("test"), user.id, made.key.id)
    assert services.auth.identify(None, made.secret)
    hanging.resume()
    with pytest.raises(BadCredentials):
        services.auth.identify(None, made.secret)


def test_change_that_is_not_made_invalidates_no_cache(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: while the store is unavailable, cached credentials stay valid.

    Otherwise anybody could empty every cache by requests that fail.
    """
    services = opened(environ, clock)
    actor, user = Actor("test"), anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    known = services.auth.identify(None, made.secret)
    before = services.auth.revocation_epoch()
    for act in (users.delete, users.change):
        with pytest.raises(NoSuchAccount):
            act(services, actor, user.id + 1)
    with pytest.raises(NoSuchAccount):
        users.revoke_key(services, actor, user.id, made.key.id + 1)

    def fail(_database: Database) -> None:
        raise OperationalError("gone")

    for text in ("gone", "a moment ago"):
        with pytest.raises(StoreUnavailable, match=text):
            services.store.run(fail)
        with pytest.raises(StoreUnavailable, match="a moment ago"):
            users.revoke_key(services, actor, user.id, made.key.id)
    assert services.auth.revocation_epoch() == before
    assert services.auth.identify(None, made.secret) == known


def test_revoked_keys_do_not_count_as_wrong_keys(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """The daemon revalidates open sockets after many keys were revoked."""
    services = opened(environ, clock)
    user = anna(services)
    made = [services.auth.make_key(user.id, str(n), clock.now()) for n in range(MAX_WRONG_KEYS + 1)]
    known = [services.auth.identify(None, key.secret, HERE) for key in made]
    for key in made[1:]:
        services.accounts.delete_key(user.id, key.key.id)
    services.auth.bump_revocation()
    good, *gone = [identity for identity in known if identity is not None]
    for identity in gone:
        with pytest.raises(BadCredentials):
            services.auth.revalidate(identity)
    assert services.auth.revalidate(good) == good


def test_guesses_do_not_lock_out_valid_keys_of_the_same_address(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """An office has one address; its keys are read again every minute."""
    services = opened(environ, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    assert services.auth.identify(None, made.secret, HERE)
    clock.move(61)
    for number in range(MAX_WRONG_KEYS):
        with pytest.raises(BadCredentials):
            services.auth.identify(None, f"bk_{number}", HERE)
    with pytest.raises(TooManyAttempts):
        services.auth.identify(None, "bk_other", HERE)
    assert services.auth.identify(None, made.secret, HERE)


def test_wrong_keys_are_counted_over_processes(
    opened: Open, state_environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: twenty in a minute, over all workers and daemons."""
    processes = [opened(state_environ, clock) for _ in range(3)]
    for number in range(MAX_WRONG_KEYS):
        with pytest.raises(BadCredentials):
            processes[number % 3].auth.identify(None, f"bk_{number}", HERE)
    for services in processes:
        with pytest.raises(TooManyAttempts):
            services.auth.identify(None, "bk_other", HERE)
    with pytest.raises(BadCredentials):
        processes[0].auth.identify(None, "bk_other", "ip:192.0.2.2")
    clock.move(60)
    with pytest.raises(BadCredentials):
        processes[0].auth.identify(None, "bk_another", HERE)


def test_revalidation_reads_the_store(opened: Open, environ: Environ, clock: SetClock) -> None:
    """docs/accounts.md: without a common Redis, the daemon revalidates once a minute."""
    services = opened(environ, clock)
    user = anna(services)
    identity = services.auth.identify(bearer(services), None)
    assert identity is not None
    clock.move(59)
    services.accounts.change_user(user.id, disabled=True)
    with pytest.raises(BadCredentials):
        services.auth.revalidate(identity)


def test_disabled_user_is_rejected_by_every_process(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: a disabled user has no valid credential."""
    here, there = opened(environ, clock), opened(environ, clock)
    user = anna(here)
    token, made = bearer(here), here.auth.make_key(user.id, "till", clock.now())
    identity = there.auth.identify(token, None)
    assert identity is not None
    assert there.auth.identify(None, made.secret)
    here.accounts.change_user(user.id, disabled=True)
    here.auth.bump_revocation()
    for headers in ((token, None), (None, made.secret)):
        with pytest.raises(BadCredentials):
            there.auth.identify(*headers)
    with pytest.raises(BadCredentials):
        there.auth.revalidate(identity)
    with pytest.raises(BadCredentials):
        there.auth.login("anna", "correct horse", HERE)


def test_token_from_before_a_new_password_is_rejected(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """`tokens_from` is in milliseconds."""
    services = opened(environ, clock)
    user = anna(services)
    token = bearer(services)
    services.accounts.change_user(user.id, tokens_from=int(NOON * 1000) + 1)
    services.auth.bump_revocation()
    with pytest.raises(BadCredentials):
        services.auth.identify(token, None)
    clock.move(1)
    assert services.auth.identify(bearer(services), None)


def test_new_tier_is_effective_immediately(opened: Open, environ: Environ, clock: SetClock) -> None:
    """It decides the quota of the next request."""
    services = opened(environ, clock)
    user = anna(services)
    token = bearer(services)
    services.accounts.change_user(user.id, tier="premium")
    services.auth.bump_revocation()
    identity = services.auth.identify(token, None)
    assert identity is not None
    assert identity.user.tier == "premium"


def test_cached_credentials_are_valid_for_a_minute_without_postgres(
    opened: Open, own_postgres: PostgresServer, clock: SetClock
) -> None:
    """docs/accounts.md: no drawing waits for Postgres; credentials are cached for 60 s at most."""
    services = opened({"DATABASE_URL": own_postgres.create(), "SECRET_KEY": SECRET}, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    assert services.auth.identify(None, made.secret)
    own_postgres.pause()
    clock.move(59)
    assert services.auth.identify(None, made.secret)
    clock.move(1)
    with pytest.raises(StoreUnavailable):
        services.auth.identify(None, made.secret)


@pytest.mark.parametrize("key", [None, ""])
def test_unset_master_key_opens_nothing(opened: Open, key: str | None) -> None:
    """An empty MASTER_API_KEY is unset."""
    with pytest.raises(Forbidden):
        opened({"MASTER_API_KEY": ""}).auth.check_master(key, HERE)


@pytest.mark.parametrize("key", [None, "", "wrong", "ключ", "master "])
def test_wrong_master_key_is_rejected(opened: Open, key: str | None) -> None:
    """Including values that compare_digest could not compare as text."""
    with pytest.raises(BadCredentials):
        opened({"MASTER_API_KEY": "master"}).auth.check_master(key, HERE)


def test_wrong_master_keys_are_limited(opened: Open, clock: SetClock) -> None:
    """docs/accounts.md: ten in five minutes per address; the right one is accepted even then."""
    auth = opened({"MASTER_API_KEY": "master"}, clock).auth
    for _ in range(10):
        with pytest.raises(BadCredentials):
            auth.check_master("wrong", HERE)
    with pytest.raises(TooManyAttempts):
        auth.check_master("wrong", HERE)
    with pytest.raises(BadCredentials):
        auth.check_master("wrong", "ip:192.0.2.2")
    auth.check_master("master", HERE)
