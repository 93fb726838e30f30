"""Credentials: what is refused first, on each real store and each kind of shared state."""

import math
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import jwt
import pytest
from peewee import Database, OperationalError

from common.operations import users
from common.operations.users import Actor
from common.services.accounts.authentication import KEY_GUESSES
from common.services.accounts.errors import (
    BadCredentials,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)
from common.services.accounts.secret_key import SecretKeyError, secret_key
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.principal import Principal
from common.services.store.accounts import (
    MAX_KEYS,
    NoSuchAccount,
    TooManyKeys,
    User,
    UsernameTaken,
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
        ("Basic YTpi", None),
        ("Bearer", None),
        ("Bearer nonsense", None),
        ("Bearer a.b.c", None),
        (None, "nonsense"),
        (None, "bk_nonsense"),
        ("Bearer bk_\udcff\0", None),
        (f"Bearer {'x' * 100_000}", None),
    ],
)
def test_bad_credentials_are_refused(
    opened: Open, authorization: str | None, key: str | None
) -> None:
    with pytest.raises(BadCredentials):
        opened({}).auth.identify(authorization, key)


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Basic YTpi"])
def test_two_credentials_are_refused_rather_than_one_ignored(
    opened: Open, authorization: str
) -> None:
    """RFC 6750, 2: no more than one method in a request."""
    with pytest.raises(TwoCredentials):
        opened({}).auth.identify(authorization, "bk_nonsense")


def test_what_is_no_key_is_told_to_be_none(opened: Open, environ: Environ, clock: SetClock) -> None:
    """Who shows a key hears of keys, and where a token goes."""
    services = opened(environ, clock)
    anna(services)
    for shown in ("nonsense", bearer(services).removeprefix("Bearer ")):
        with pytest.raises(BadCredentials, match=r"API key.*Authorization: Bearer"):
            services.auth.identify(None, shown)


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
def test_token_with_bad_claims_is_refused(
    opened: Open, clock: SetClock, claims: dict[str, object]
) -> None:
    services = opened({"SECRET_KEY": SECRET}, clock)
    anna(services)
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    with pytest.raises(BadCredentials):
        services.auth.identify(f"Bearer {token}", None)


@pytest.mark.parametrize(
    ("key", "algorithm"), [("t" * 32, "HS256"), (SECRET, "HS384"), ("", "none")]
)
def test_token_that_another_signed_is_refused(
    opened: Open, clock: SetClock, key: str, algorithm: str
) -> None:
    services = opened({"SECRET_KEY": SECRET}, clock)
    anna(services)
    claims = {"sub": "1", "iat": int(NOON), "exp": int(NOON) + 60, "iss": "theBarcodeAPI"}
    token = jwt.encode(claims, key, algorithm=algorithm)
    with pytest.raises(BadCredentials):
        services.auth.identify(f"Bearer {token}", None)


def test_nobody_shows_nothing(opened: Open) -> None:
    assert opened({}).auth.identify(None, None) is None
    assert opened({}).auth.identify("", " ") is None


def test_token_tells_whose_it_is(opened: Open, environ: Environ, clock: SetClock) -> None:
    services = opened(environ, clock)
    user = anna(services)
    identity = services.auth.identify(bearer(services), None)
    assert identity is not None
    assert identity.user == user
    assert identity.principal("mcp") == Principal(f"user:{user.id}", "standard", "mcp")
    assert identity.expires_at == NOON + 3600


def test_expired_token_is_refused(opened: Open, environ: Environ, clock: SetClock) -> None:
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


@pytest.mark.parametrize(("name", "password"), [("anna", "wrong"), ("otto", "correct horse")])
def test_wrong_login_is_refused(
    opened: Open, environ: Environ, clock: SetClock, name: str, password: str
) -> None:
    services = opened(environ, clock)
    anna(services)
    with pytest.raises(BadCredentials):
        services.auth.login(name, password, HERE)


def test_token_for_an_old_password_ends_though_it_comes_after_the_new_one(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: a new password holds at once. Checking the old one takes a while."""
    services = opened(environ, clock)
    user = anna(services)

    def change_meanwhile(password: str, hashed: str | None) -> bool:
        users.change(services, Actor("test"), user.id, password="battery staple")
        clock.move(1)
        return services.auth.passwords.check(password, hashed)

    _, token = services.auth.login("anna", "correct horse", HERE, check=change_meanwhile)
    with pytest.raises(BadCredentials, match="no longer"):
        services.auth.identify(f"Bearer {token.value}", None)


def test_logins_are_limited_by_address(opened: Open, environ: Environ, clock: SetClock) -> None:
    """API.md: five in five minutes and address, right or wrong."""
    services = opened(environ, clock)
    anna(services)
    for _ in range(5):
        with pytest.raises(BadCredentials):
            services.auth.login("anna", "wrong", HERE, check=lambda *_: False)
    with pytest.raises(TooManyAttempts) as caught:
        services.auth.login("anna", "correct horse", HERE)
    assert caught.value.retry_after_seconds == 300
    assert services.auth.login("anna", "correct horse", "ip:192.0.2.2")


def test_key_tells_whose_it_is(opened: Open, environ: Environ, clock: SetClock) -> None:
    services = opened(environ, clock)
    user = anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    for shown in ((None, made.secret), (f"Bearer {made.secret}", None)):
        identity = services.auth.identify(*shown)
        assert identity is not None
        assert (identity.user, identity.expires_at) == (user, math.inf)
        assert services.auth.revalidate(identity) == identity


def test_secret_of_a_key_is_kept_nowhere(opened: Open, tmp_path: Path, clock: SetClock) -> None:
    services = opened({}, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    services.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert made.secret.encode() not in kept
    assert b"correct horse" not in kept


def test_revoked_key_is_refused_at_once_in_every_process(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
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


class Unheard:
    """A store's `run` that does all it is asked for, but whose answer never comes."""

    def __init__(self, run: Callable[..., object], error: BaseException) -> None:
        self._run = run
        self._error = error

    def __call__(self, work: Callable[[Database], object], _seconds: float = 0) -> None:
        self._run(work)
        raise self._error


class Ended(BaseException):
    """As gevent's Timeout ends a request."""


@pytest.mark.parametrize("error", [StoreUnavailable("late"), Ended()])
def test_what_the_store_ended_is_refused_though_nobody_heard_of_it(
    opened: Open,
    environ: Environ,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    """Seen under load: the key then was good for as long as it was remembered."""
    services = opened(environ, clock)
    actor, user = Actor("test"), anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    assert services.auth.identify(None, made.secret)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", Unheard(services.store.run, error))
        with pytest.raises(type(error)):
            users.revoke_key(services, actor, user.id, made.key.id)
    with pytest.raises(BadCredentials):
        services.auth.identify(None, made.secret)

    token = bearer(services)
    assert services.auth.identify(token, None)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", Unheard(services.store.run, error))
        with pytest.raises(type(error)):
            users.delete(services, actor, user.id)
    with pytest.raises(BadCredentials):
        services.auth.identify(token, None)


class HangingCommit:
    """A store's `run` whose caller gives up at the COMMIT, which `go_on` brings to its end."""

    def __init__(self, run: Callable[..., object]) -> None:
        self._run = run
        self._committing, self._may_go_on = Event(), Event()
        self._thread = Thread()

    def __call__(self, work: Callable[[Database], object], _seconds: float = 0) -> None:
        def hanging(database: Database) -> object:
            commit = database.commit

            def late() -> None:
                self._committing.set()
                assert self._may_go_on.wait(5)
                commit()

            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(database, "commit", late)
                return work(database)

        self._thread = Thread(target=self._run, args=(hanging, 5))
        self._thread.start()
        assert self._committing.wait(5)
        raise StoreUnavailable("late")

    def go_on(self) -> None:
        self._may_go_on.set()
        self._thread.join(5)


def test_what_a_hanging_store_ends_later_is_refused_from_then_on(
    opened: Open, environ: Environ, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile the store says of it what was, which must not be remembered for longer."""
    services = opened(environ, clock)
    user = anna(services)
    made = services.auth.make_key(user.id, "till", clock.now())
    hanging = HangingCommit(services.store.run)
    with monkeypatch.context() as patched:
        patched.setattr(services.store, "run", hanging)
        with pytest.raises(StoreUnavailable):
            users.revoke_key(services, Actor("test"), user.id, made.key.id)
    assert services.auth.identify(None, made.secret)
    hanging.go_on()
    with pytest.raises(BadCredentials):
        services.auth.identify(None, made.secret)


def test_nobody_can_have_the_store_asked_anew_by_what_is_not_done(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: while the store is away, those whom a process remembers go on."""
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

    def away(_database: Database) -> None:
        raise OperationalError("gone")

    for told in ("gone", "a moment ago"):
        with pytest.raises(StoreUnavailable, match=told):
            services.store.run(away)
        with pytest.raises(StoreUnavailable, match="a moment ago"):
            users.revoke_key(services, actor, user.id, made.key.id)
    assert services.auth.revocation_epoch() == before
    assert services.auth.identify(None, made.secret) == known


def test_keys_that_were_revoked_are_no_guesses(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """Looking at open sockets after many keys went must not put out whose key is good."""
    services = opened(environ, clock)
    user = anna(services)
    made = [services.auth.make_key(user.id, str(n), clock.now()) for n in range(KEY_GUESSES + 1)]
    known = [services.auth.identify(None, key.secret, HERE) for key in made]
    for key in made[1:]:
        services.accounts.delete_key(user.id, key.key.id)
    services.auth.bump_revocation()
    good, *gone = [identity for identity in known if identity is not None]
    for identity in gone:
        with pytest.raises(BadCredentials):
            services.auth.revalidate(identity)
    assert services.auth.revalidate(good) == good


def test_guessing_does_not_lock_out_good_keys_of_the_same_address(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """An office has one address; the keys in use there are asked for again once a minute."""
    services = opened(environ, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    assert services.auth.identify(None, made.secret, HERE)
    clock.move(61)
    for number in range(KEY_GUESSES):
        with pytest.raises(BadCredentials):
            services.auth.identify(None, f"bk_{number}", HERE)
    with pytest.raises(TooManyAttempts):
        services.auth.identify(None, "bk_other", HERE)
    assert services.auth.identify(None, made.secret, HERE)


def test_guesses_are_counted_over_processes(
    opened: Open, state_environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: twenty in a minute, whichever worker or daemon hears them."""
    processes = [opened(state_environ, clock) for _ in range(3)]
    for number in range(KEY_GUESSES):
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


def test_no_user_has_more_keys_than_one_may_though_many_ask_at_once(
    opened: Open, store_environ: Environ
) -> None:
    here, there = opened(store_environ), opened(store_environ)
    user = anna(here)
    for _ in range(MAX_KEYS - 3):
        here.auth.make_key(user.id, "", NOON)

    def make(services: Services) -> int:
        try:
            services.auth.make_key(user.id, "", NOON)
        except TooManyKeys:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(make, [here, there] * 8)) == 3
    assert len(here.accounts.keys(user.id)) == MAX_KEYS


def test_what_other_machines_did_is_seen_when_looked_at(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: within a minute, without a common Redis. The daemon looks once a minute."""
    services = opened(environ, clock)
    user = anna(services)
    identity = services.auth.identify(bearer(services), None)
    assert identity is not None
    clock.move(59)
    services.accounts.change_user(user.id, disabled=True)
    with pytest.raises(BadCredentials):
        services.auth.revalidate(identity)


def test_disabled_user_is_refused_at_once_in_every_process(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    here, there = opened(environ, clock), opened(environ, clock)
    user = anna(here)
    token, made = bearer(here), here.auth.make_key(user.id, "till", clock.now())
    identity = there.auth.identify(token, None)
    assert identity is not None
    assert there.auth.identify(None, made.secret)
    here.accounts.change_user(user.id, disabled=True)
    here.auth.bump_revocation()
    for shown in ((token, None), (None, made.secret)):
        with pytest.raises(BadCredentials):
            there.auth.identify(*shown)
    with pytest.raises(BadCredentials):
        there.auth.revalidate(identity)
    with pytest.raises(BadCredentials):
        there.auth.login("anna", "correct horse", HERE)


def test_token_from_before_is_refused(opened: Open, environ: Environ, clock: SetClock) -> None:
    services = opened(environ, clock)
    user = anna(services)
    token = bearer(services)
    services.accounts.change_user(user.id, tokens_from=int(NOON * 1000) + 1)
    services.auth.bump_revocation()
    with pytest.raises(BadCredentials):
        services.auth.identify(token, None)
    clock.move(1)
    assert services.auth.identify(bearer(services), None)


def test_tier_is_taken_over_at_once(opened: Open, environ: Environ, clock: SetClock) -> None:
    services = opened(environ, clock)
    user = anna(services)
    token = bearer(services)
    services.accounts.change_user(user.id, tier="premium")
    services.auth.bump_revocation()
    identity = services.auth.identify(token, None)
    assert identity is not None
    assert identity.user.tier == "premium"


def test_known_credentials_are_good_for_a_minute_without_postgres(
    opened: Open, own_postgres: PostgresServer, clock: SetClock
) -> None:
    """Issue C, 7: no drawing waits on Postgres; credentials are remembered 60 s at most."""
    services = opened({"DATABASE_URL": own_postgres.create(), "SECRET_KEY": SECRET}, clock)
    made = services.auth.make_key(anna(services).id, "till", clock.now())
    assert services.auth.identify(None, made.secret)
    own_postgres.pause()
    clock.move(59)
    assert services.auth.identify(None, made.secret)
    clock.move(1)
    with pytest.raises(StoreUnavailable):
        services.auth.identify(None, made.secret)


def test_name_is_taken_in_whatever_case(opened: Open, store_environ: Environ) -> None:
    services = opened(store_environ)
    anna(services)
    with pytest.raises(UsernameTaken):
        services.accounts.add_user("ANNA", "x", "basic", NOON)


def test_users_are_listed_in_order(opened: Open, store_environ: Environ) -> None:
    accounts = opened(store_environ).accounts
    made = [accounts.add_user(f"user{number}", "x", "basic", NOON) for number in range(5)]
    assert accounts.users() == made
    assert accounts.users(after=made[1].id, limit=2) == made[2:4]


def test_id_of_a_deleted_user_is_nobodys_again(opened: Open, store_environ: Environ) -> None:
    """Usage is told by id, and must not pass to the next user."""
    services = opened(store_environ)
    gone = anna(services)
    services.accounts.delete_user(gone.id)
    assert anna(services).id > gone.id


def test_deleted_user_takes_their_keys_along(opened: Open, store_environ: Environ) -> None:
    services = opened(store_environ)
    user = anna(services)
    made = services.auth.make_key(user.id, "till", NOON)
    assert services.accounts.keys(user.id) == [made.key]
    services.accounts.delete_user(user.id)
    assert services.accounts.user(user.id) is None
    with pytest.raises(BadCredentials):
        services.auth.identify(None, made.secret)
    with pytest.raises(NoSuchAccount):
        services.accounts.delete_user(user.id)
    with pytest.raises(NoSuchAccount):
        services.auth.make_key(user.id, "till", NOON)
    with pytest.raises(NoSuchAccount):
        services.accounts.change_user(user.id, tier="basic")


@pytest.mark.parametrize("key", [None, ""])
def test_unset_master_key_opens_nothing(opened: Open, key: str | None) -> None:
    with pytest.raises(Forbidden):
        opened({"MASTER_API_KEY": ""}).auth.check_master(key, HERE)


@pytest.mark.parametrize("key", [None, "", "wrong", "ключ", "master "])
def test_wrong_master_key_is_refused(opened: Open, key: str | None) -> None:
    with pytest.raises(BadCredentials):
        opened({"MASTER_API_KEY": "master"}).auth.check_master(key, HERE)


def test_wrong_master_keys_are_limited(opened: Open, clock: SetClock) -> None:
    auth = opened({"MASTER_API_KEY": "master"}, clock).auth
    for _ in range(10):
        with pytest.raises(BadCredentials):
            auth.check_master("wrong", HERE)
    with pytest.raises(TooManyAttempts):
        auth.check_master("wrong", HERE)
    with pytest.raises(BadCredentials):
        auth.check_master("wrong", "ip:192.0.2.2")
    auth.check_master("master", HERE)  # whoever guesses locks nobody out


def test_secret_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    made = secret_key(None, tmp_path)
    assert secret_key(None, tmp_path) == made
    assert len(made) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_given_secret_key_is_not_kept(tmp_path: Path) -> None:
    assert secret_key(SECRET, tmp_path) == SECRET
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40])
def test_kept_key_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(SecretKeyError):
        secret_key(None, tmp_path)
