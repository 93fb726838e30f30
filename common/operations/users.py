"""Manage users and their API keys. The audit log has every action, and no secret.

An action and its line in the log are one transaction of the store.

InvalidInput         a name, password, tier or label is not valid; each problem names its field
PropagationDelayed   done, but processes may use the old credentials for up to a minute
└── ChangePropagationDelayed   the same after the change of a user
"""

from collections.abc import Callable, Sequence
from typing import get_args

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.services.accounts.authentication import CheckPassword, Identity, NewKey
from common.services.accounts.errors import AuthError, BadCredentials, TooManyAttempts
from common.services.accounts.passwords import GuessablePassword
from common.services.accounts.tokens import Token
from common.services.accounts.usernames import LookAlike, is_new_username, is_username
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
)
from common.services.store.audit import EntryWriter

TIERS = tuple(tier for tier in get_args(Tier) if tier != "unauthenticated")
MIN_PASSWORD_CHARACTERS, MAX_PASSWORD_CHARACTERS = 8, 1_024
MAX_LABEL_CHARACTERS = 100
REFUSALS_PERIOD_SECONDS = 300.0
# A key that is created and revoked leaves two lines in the log for a year, and costs no quota.
MAX_KEYS_CREATED, KEYS_PERIOD_SECONDS = 200, 3_600.0

# `Passwords.hash_new`: takes the password, and words that it must not consist of.
HashPassword = Callable[[str, Sequence[str]], str]


class InvalidInput(Exception):
    """A name, password, tier or label is not valid.

    Attributes:
        problems: one problem for each bad field.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


class PropagationDelayed(Exception):
    """Done, but processes of this machine may use cached credentials for up to a minute."""

    def __init__(self) -> None:
        super().__init__(
            "It is done, but the processes of this machine could not be notified: for up to a "
            "minute they may accept the credentials as they were before."
        )


class ChangePropagationDelayed(PropagationDelayed):
    """A user is changed, but cached credentials may be used for up to a minute.

    Attributes:
        user: the user after the change.
    """

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user


class Actor(Struct, frozen=True):
    """The author of an action on accounts, for the audit log.

    Attributes:
        name: ``admin``, ``cli`` or ``user:17``.
        address: key of the client's address; empty on the command line.
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
        actor: author of the action.
        username: 1 to 64 letters, digits and ``. _ @ + -``; case is ignored.
        password: 8 to 1,024 characters that are not easy to guess.
        tier: ``basic``, ``standard`` or ``premium``.
        hasher: hashes the password; an edge may run it in another thread.

    Raises:
        InvalidInput: the username, password or tier is not valid.
        UsernameTaken: another user has the name.
        StoreUnavailable: the store does not answer.
    """
    # Hashing is slow on purpose: it runs after the checks, and outside the transaction.
    _check(_username_problem(username), _password_problem(password), _tier_problem(tier))
    hashed = _hash(services, hasher, password, username)
    try:
        return services.accounts.add_user(
            username,
            hashed,
            _tier(tier),
            services.clock.now(),
            lambda user: _line(services, actor, "user.add", f"user:{user.id}"),
        )
    except UsernameTaken:
        # The transaction with the entry was rolled back: the attempt is logged on its own.
        _log(services, actor, "user.add", username, "name taken")
        raise


def find(services: Services, username: str) -> User:
    """Return the user called *username*, ignoring case.

    Raises:
        NoSuchAccount: no user has the name.
        StoreUnavailable: the store does not answer.
    """
    user = services.accounts.user_by_name(username) if is_username(username) else None
    if user is None:
        raise NoSuchAccount(f"user called {username!r}")
    return user


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
    """Change the given attributes of a user; disabling and a new password end all tokens.

    Raises:
        InvalidInput: a value is not valid.
        NoSuchAccount: no user has the id.
        StoreUnavailable: the store does not answer.
        ChangePropagationDelayed: done, but old credentials may be valid for up to a minute.
    """
    _check(
        None if tier is None else _tier_problem(tier),
        None if password is None else _password_problem(password),
    )
    # A person with the old password may have tokens.
    ends_tokens = disabled is True or password is not None
    hashed = None
    if password is not None:
        user = services.accounts.user(user_id)
        # An id that no user has is refused by the change itself.
        hashed = _hash(services, hasher, password, "" if user is None else user.username)
    # The log must not contain the password.
    changes = {"tier": tier, "disabled": disabled, "password": password and "new"}
    outcome = ", ".join(f"{name} {value}" for name, value in changes.items() if value is not None)
    user = services.accounts.change_user(
        user_id,
        tier=None if tier is None else _tier(tier),
        disabled=disabled,
        password_hash=hashed,
        # Tokens carry their time of issue in ms: those of this very millisecond end too.
        tokens_from=int(services.clock.now() * 1000) + 1 if ends_tokens else None,
        note=lambda _: _line(services, actor, "user.change", f"user:{user_id}", outcome),
    )
    _notify_processes(services, ChangePropagationDelayed(user))
    return user


def delete(services: Services, actor: Actor, user_id: int) -> None:
    """Delete a user and their keys; the usage is kept.

    Raises:
        NoSuchAccount: no user has the id.
        StoreUnavailable: the store does not answer.
        PropagationDelayed: as for `change`.
    """
    services.accounts.delete_user(
        user_id, lambda _: _line(services, actor, "user.delete", f"user:{user_id}")
    )
    _notify_processes(services, PropagationDelayed())


def create_key(services: Services, actor: Actor, user_id: int, label: str = "") -> NewKey:
    """Return a new API key of a user; its secret is not stored.

    Raises:
        InvalidInput: the label is not valid, or the user has `MAX_KEYS` keys already.
        NoSuchAccount: no user has the id.
        TooManyAttempts: `MAX_KEYS_CREATED` were created in the last `KEYS_PERIOD_SECONDS`.
        StoreUnavailable: the store does not answer.
    """
    _check(_label_problem(label))
    wait = services.limiter.attempt(
        f"keys:{user_id}", max_attempts=MAX_KEYS_CREATED, period_seconds=KEYS_PERIOD_SECONDS
    )
    if wait:
        raise TooManyAttempts(wait)
    try:
        return services.auth.make_key(
            user_id,
            label,
            services.clock.now(),
            # In one transaction with the key: no key exists without its audit line.
            lambda key: _line(services, actor, "key.create", f"key:{key.id} of user:{user_id}"),
        )
    except TooManyKeys:
        message = f"The user has {MAX_KEYS} keys already."
        fix = "Revoke one that is no longer used."
        raise InvalidInput(Problem("keys", "key.too_many", message, fix)) from None


def keys(services: Services, user_id: int) -> list[ApiKey]:
    """Return a user's keys, without their secrets.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    return services.accounts.keys(user_id)


def revoke_key(services: Services, actor: Actor, user_id: int, key_id: int) -> None:
    """Revoke a key of a user.

    Raises:
        NoSuchAccount: the user has no key with the id.
        StoreUnavailable: the store does not answer.
        PropagationDelayed: as for `change`.
    """
    services.accounts.delete_key(
        user_id,
        key_id,
        lambda _: _line(services, actor, "key.revoke", f"key:{key_id} of user:{user_id}"),
    )
    _notify_processes(services, PropagationDelayed())


def _notify_processes(services: Services, delayed: PropagationDelayed) -> None:
    """Have every process drop its cached credentials, after a successful change only.

    Dropping them after failed actions too would let any caller force reads of all credentials from
    the store, even while it is unavailable.

    Raises:
        PropagationDelayed: *delayed*, if the processes can't be notified.
    """
    try:
        services.auth.bump_revocation()
    except StateUnavailable as error:
        raise delayed from error


def login(
    services: Services,
    username: str,
    password: str,
    address: str,
    *,
    check: CheckPassword | None = None,
) -> Token:
    """Return a token for the user called *username*.

    Args:
        services: the services.
        username: name of the user; case is ignored.
        password: password of the user.
        address: key of the client's address, whose attempts are limited.
        check: checks a password against a hash; an edge may run it in another thread.

    Raises:
        AuthError: the credentials are wrong, or the address made too many attempts.
        StoreUnavailable: the store does not answer.
    """
    try:
        user, token = services.auth.login(username, password, address, check=check)
    except AuthError as error:
        _log_failure(services, address, "login", username, error)
        raise
    _log(services, Actor(f"user:{user.id}", address), "login", f"user:{user.id}")
    return token


def admin_actor(services: Services, master_key: str | None, address: str) -> Actor:
    """Return the actor that the master key authenticates.

    Raises:
        AuthError: the key is wrong or missing, or none is configured.
    """
    try:
        services.auth.check_master(master_key, address)
    except AuthError as error:
        _log_failure(services, address, "admin", "", error)
        raise
    return Actor("admin", address)


def user_actor(identity: Identity, address: str) -> Actor:
    """Return *identity* as the author of actions on its own account."""
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
    """Log a failed attempt to authenticate.

    An attempt that was refused before its credentials were checked costs the client nothing. To
    bound the log, only the first of these is logged for each address and period.
    """
    outcome = type(error).__name__
    if not isinstance(error, BadCredentials):
        name = f"refused {action}:{address}"
        if services.limiter.attempt(name, max_attempts=1, period_seconds=REFUSALS_PERIOD_SECONDS):
            return
        outcome += "; further ones are not logged"
    _log(services, Actor(address, address), action, target, outcome)


def _check(*problems: Problem | None) -> None:
    present = [problem for problem in problems if problem is not None]
    if present:
        raise InvalidInput(*present)


def _username_problem(username: str) -> Problem | None:
    try:
        if is_new_username(username):
            return None
    # A name that looks like that of another account could be used to deceive an administrator.
    except LookAlike:
        message = "The name can be mistaken for another one, because of letters that look alike."
        fix = "Use letters of one script, and none that look like a to z."
        return Problem("username", "user.lookalike_name", message, fix)
    message = "The name is empty, too long, or has a character that names can't have."
    fix = "Give 1 to 64 letters, digits and . _ @ + -"
    return Problem("username", "user.bad_name", message, fix)


def _password_problem(password: str) -> Problem | None:
    if (
        MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS
        and password.isprintable()
    ):
        return None
    message = "The password is too short, too long, or has a character that can't be typed."
    fix = f"Give {MIN_PASSWORD_CHARACTERS} to {MAX_PASSWORD_CHARACTERS} characters."
    return Problem("password", "user.bad_password", message, fix)


def _hash(services: Services, hasher: HashPassword | None, password: str, username: str) -> str:
    """Return the hash of a new password.

    Raises:
        InvalidInput: the password is easy to guess.
    """
    try:
        return (hasher or services.auth.passwords.hash_new)(password, [username])
    except GuessablePassword as error:
        message = f"The password is easy to guess. {error.reason}".rstrip()
        fix = "Give a longer one, such as four words that have nothing to do with each other."
        raise InvalidInput(Problem("password", "user.guessable_password", message, fix)) from None


def _tier_problem(tier: str) -> Problem | None:
    if tier in TIERS:
        return None
    fix = f"Give {', '.join(TIERS[:-1])} or {TIERS[-1]}."
    return Problem("tier", "user.unknown_tier", f"There is no tier {tier[:40]!r}.", fix)


def _label_problem(label: str) -> Problem | None:
    if len(label) <= MAX_LABEL_CHARACTERS and label.isprintable():
        return None
    message = "The label is too long, or has a character that can't be printed."
    return Problem(
        "label", "key.bad_label", message, f"Give up to {MAX_LABEL_CHARACTERS} characters."
    )


def _tier(name: str) -> Tier:
    tiers: tuple[Tier, ...] = get_args(Tier)
    return next(tier for tier in tiers if tier == name)
