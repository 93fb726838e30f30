"""Manage users and their API keys; every act is in the audit log, and no secret is.

An act and its line in the log are one transaction of the store: neither is there without the other.

InvalidInput   a name, password, tier or label can't be taken; each problem names its field
NotAtOnce      it is done, but may be heard of only within a minute
└── ChangedNotAtOnce   a user is changed
"""

from collections.abc import Callable
from typing import get_args

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.services.accounts.authentication import CheckPassword, Identity, NewKey
from common.services.accounts.errors import AuthError, BadCredentials, TooManyAttempts
from common.services.accounts.tokens import Token
from common.services.container import Services
from common.services.errors import StateUnavailable
from common.services.principal import Tier
from common.services.store.accounts import (
    MAX_KEYS,
    ApiKey,
    NoSuchAccount,
    TooManyKeys,
    User,
    UsernameTaken,
    is_username,
)
from common.services.store.audit import EntryWriter

TIERS = tuple(tier for tier in get_args(Tier) if tier != "unauthenticated")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1_024
LONGEST_LABEL = 100
REFUSALS_PERIOD_SECONDS = 300.0
# Each key that is made and revoked leaves two lines in the log for a year, and no quota bounds it.
KEYS_MADE, KEYS_PERIOD_SECONDS = 200, 3_600.0

HashPassword = Callable[[str], str]


class InvalidInput(Exception):
    """A name, password, tier or label can't be taken.

    Attributes:
        problems: what is wrong with each field.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


class NotAtOnce(Exception):
    """It is done, but processes of this machine may go by what was before for up to a minute."""

    def __init__(self) -> None:
        super().__init__(
            "It is done, but this machine's processes could not be told: for up to a minute they "
            "may take credentials as they were before."
        )


class ChangedNotAtOnce(NotAtOnce):
    """A user is changed, and the same holds.

    Attributes:
        user: as changed.
    """

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user


class Actor(Struct, frozen=True):
    """Who does something to accounts, for the audit log.

    Attributes:
        name: ``admin``, ``cli`` or ``user:17``.
        address: the key of the address they came from; empty on the command line.
    """

    name: str
    address: str = ""


def add(
    services: Services,
    actor: Actor,
    *,
    username: str,
    password: str,
    tier: str = "basic",
    hasher: HashPassword | None = None,
) -> User:
    """Add a user.

    Args:
        services: the services.
        actor: who does it.
        username: 1 to 64 letters, digits and ``. _ @ + -``, whose case does not count.
        password: 8 to 1,024 characters.
        tier: ``basic``, ``standard`` or ``premium``.
        hasher: hashes the password; an edge may run it on a thread of its own.

    Raises:
        InvalidInput: one of these can't be taken.
        UsernameTaken: another user has that name.
        StoreUnavailable: the store does not answer.
    """
    _check(_username_problem(username), _password_problem(password), _tier_problem(tier))
    hashed = (hasher or services.auth.passwords.hash)(password)
    try:
        return services.accounts.add_user(
            username,
            hashed,
            _tier(tier),
            services.clock.now(),
            lambda user: _line(services, actor, "user.add", f"user:{user.id}"),
        )
    except UsernameTaken:
        _log(services, actor, "user.add", username, "name taken")
        raise


def named(services: Services, username: str) -> User:
    """Return the user of that name, in whatever case.

    Raises:
        NoSuchAccount: no user has it.
        StoreUnavailable: the store does not answer.
    """
    found = services.accounts.user_by_name(username) if is_username(username) else None
    if found is None:
        raise NoSuchAccount(f"user called {username!r}")
    return found


def change(
    services: Services,
    actor: Actor,
    user_id: int,
    *,
    tier: str | None = None,
    disabled: bool | None = None,
    password: str | None = None,
    hasher: HashPassword | None = None,
) -> User:
    """Change what is given of a user; disabling and a new password end their tokens at once.

    Raises:
        InvalidInput: a value can't be taken.
        NoSuchAccount: no user has that id.
        StoreUnavailable: the store does not answer.
        ChangedNotAtOnce: it is done, but this machine may remember the old for up to a minute.
    """
    _check(
        None if tier is None else _tier_problem(tier),
        None if password is None else _password_problem(password),
    )
    ends_tokens = disabled is True or password is not None
    hashed = None if password is None else (hasher or services.auth.passwords.hash)(password)
    changed = {"tier": tier, "disabled": disabled, "password": password and "new"}
    told = ", ".join(f"{name} {value}" for name, value in changed.items() if value is not None)
    user = services.accounts.change_user(
        user_id,
        tier=None if tier is None else _tier(tier),
        disabled=disabled,
        password_hash=hashed,
        tokens_from=int(services.clock.now() * 1000) + 1 if ends_tokens else None,
        note=lambda _: _line(services, actor, "user.change", f"user:{user_id}", told),
    )
    _forget(services, ChangedNotAtOnce(user))
    return user


def delete(services: Services, actor: Actor, user_id: int) -> None:
    """Delete a user and their keys; their usage stays.

    Raises:
        NoSuchAccount: no user has that id.
        StoreUnavailable: the store does not answer.
        NotAtOnce: as for `change`.
    """
    services.accounts.delete_user(
        user_id, lambda _: _line(services, actor, "user.delete", f"user:{user_id}")
    )
    _forget(services, NotAtOnce())


def make_key(services: Services, actor: Actor, user_id: int, label: str = "") -> NewKey:
    """Make an API key for a user; its secret is in the answer and nowhere else.

    Raises:
        InvalidInput: the label is too long, or there are `MAX_KEYS` already.
        NoSuchAccount: no user has that id.
        TooManyAttempts: `KEYS_MADE` were made in the last `KEYS_PERIOD_SECONDS`.
        StoreUnavailable: the store does not answer.
    """
    _check(_label_problem(label))
    wait = services.limiter.attempt(
        f"keys:{user_id}", max_attempts=KEYS_MADE, period_seconds=KEYS_PERIOD_SECONDS
    )
    if wait:
        raise TooManyAttempts(wait)
    try:
        return services.auth.make_key(
            user_id,
            label,
            services.clock.now(),
            lambda key: _line(services, actor, "key.create", f"key:{key.id} of user:{user_id}"),
        )
    except TooManyKeys:
        message = f"There are {MAX_KEYS} keys already."
        fix = "Revoke one that is not used any more."
        raise InvalidInput(Problem("keys", "key.too_many", message, fix)) from None


def keys(services: Services, user_id: int) -> list[ApiKey]:
    """Return a user's keys, without their secrets.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    return services.accounts.keys(user_id)


def revoke_key(services: Services, actor: Actor, user_id: int, key_id: int) -> None:
    """Make a user's key no longer good, at once.

    Raises:
        NoSuchAccount: that user has no key with that id.
        StoreUnavailable: the store does not answer.
        NotAtOnce: as for `change`.
    """
    services.accounts.delete_key(
        user_id,
        key_id,
        lambda _: _line(services, actor, "key.revoke", f"key:{key_id} of user:{user_id}"),
    )
    _forget(services, NotAtOnce())


def _forget(services: Services, otherwise: NotAtOnce) -> None:
    """Have every process ask the store anew for what was changed.

    What failed was not, or the accounts have seen to it: were all forgotten whatever was asked,
    anybody could have the store asked for everybody's credentials, even while it is away.

    Raises:
        NotAtOnce: *otherwise*, where they can't be told.
    """
    try:
        services.auth.bump_revocation()
    except StateUnavailable as error:
        raise otherwise from error


def login(
    services: Services,
    username: str,
    password: str,
    address: str,
    *,
    check: CheckPassword | None = None,
) -> Token:
    """Return a token for the user of that name.

    Args:
        services: the services.
        username: in whatever case.
        password: theirs.
        address: the key of the address it comes from, whose attempts are limited.
        check: checks a password against a hash; an edge may run it on a thread of its own.

    Raises:
        AuthError: they are not let in, or too many attempts came from there.
        StoreUnavailable: the store does not answer.
    """
    try:
        user, token = services.auth.login(username, password, address, check=check)
    except AuthError as error:
        _log_failure(services, address, "login", username, error)
        raise
    _log(services, Actor(f"user:{user.id}", address), "login", f"user:{user.id}")
    return token


def as_admin(services: Services, master_key: str | None, address: str) -> Actor:
    """Return the actor who shows the master key.

    Raises:
        AuthError: it is wrong or missing, or there is none.
    """
    try:
        services.auth.check_master(master_key, address)
    except AuthError as error:
        _log_failure(services, address, "admin", "", error)
        raise
    return Actor("admin", address)


def as_user(identity: Identity, address: str) -> Actor:
    """Return *identity* as the actor of what they do to their own account."""
    return Actor(identity.key, address)


def _line(
    services: Services, actor: Actor, action: str, target: str, outcome: str = "done"
) -> EntryWriter:
    return services.audit.entry_writer(
        actor.name, action, target, address=actor.address, outcome=outcome
    )


def _log(services: Services, actor: Actor, action: str, target: str, outcome: str = "done") -> None:
    services.audit.write(actor.name, action, target, address=actor.address, outcome=outcome)


def _log_failure(
    services: Services, address: str, action: str, target: str, error: AuthError
) -> None:
    """Log every attempt that was examined; of others the first of each address and period alone.

    What is refused unseen costs who tries nothing, and tells nothing new: it must not fill the
    store.
    """
    outcome = type(error).__name__
    if not isinstance(error, BadCredentials):
        name = f"refused {action}:{address}"
        if services.limiter.attempt(name, max_attempts=1, period_seconds=REFUSALS_PERIOD_SECONDS):
            return
        outcome += "; further ones are not told"
    _log(services, Actor(address, address), action, target, outcome)


def _check(*problems: Problem | None) -> None:
    found = [problem for problem in problems if problem is not None]
    if found:
        raise InvalidInput(*found)


def _username_problem(username: str) -> Problem | None:
    if is_username(username):
        return None
    message = "The name is empty, too long, or holds a character that names don't."
    fix = "Give 1 to 64 letters, digits and . _ @ + -"
    return Problem("username", "user.bad_name", message, fix)


def _password_problem(password: str) -> Problem | None:
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and password.isprintable():
        return None
    message = "The password is too short, too long, or holds what can't be typed."
    fix = f"Give {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
    return Problem("password", "user.bad_password", message, fix)


def _tier_problem(tier: str) -> Problem | None:
    if tier in TIERS:
        return None
    fix = f"Give {', '.join(TIERS[:-1])} or {TIERS[-1]}."
    return Problem("tier", "user.unknown_tier", f"No tier is called {tier[:40]!r}.", fix)


def _label_problem(label: str) -> Problem | None:
    if len(label) <= LONGEST_LABEL and label.isprintable():
        return None
    message = "The label is too long, or holds what can't be printed."
    return Problem("label", "key.bad_label", message, f"Give up to {LONGEST_LABEL} characters.")


def _tier(name: str) -> Tier:
    tiers: tuple[Tier, ...] = get_args(Tier)
    return next(tier for tier in tiers if tier == name)
