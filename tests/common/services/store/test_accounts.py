"""Users and API keys, on each real store."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.services.accounts.errors import BadCredentials
from common.services.container import Services
from common.services.store.accounts import (
    MAX_KEYS,
    NoSuchAccount,
    TooManyKeys,
    User,
    UsernameTaken,
)
from tests.common.services.clock import NOON

Open = Callable[..., Services]
Environ = dict[str, str]


def anna(services: Services) -> User:
    return services.accounts.add_user("Anna", "hash", "standard", NOON)


def test_simultaneous_requests_do_not_exceed_the_maximum_of_keys(
    opened: Open, store_environ: Environ
) -> None:
    """Sixteen requests for the last three."""
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


def test_username_is_taken_in_any_case(opened: Open, store_environ: Environ) -> None:
    """Names are compared without case."""
    services = opened(store_environ)
    anna(services)
    with pytest.raises(UsernameTaken):
        services.accounts.add_user("ANNA", "x", "basic", NOON)


def test_users_are_listed_in_order(opened: Open, store_environ: Environ) -> None:
    """In order of id, page by page."""
    accounts = opened(store_environ).accounts
    made = [accounts.add_user(f"user{number}", "x", "basic", NOON) for number in range(5)]
    assert accounts.users() == made
    assert accounts.users(after=made[1].id, limit=2) == made[2:4]


def test_id_of_a_deleted_user_is_not_reused(opened: Open, store_environ: Environ) -> None:
    """Usage is stored by id, and must not pass to the next user."""
    services = opened(store_environ)
    gone = anna(services)
    services.accounts.delete_user(gone.id)
    assert anna(services).id > gone.id


def test_keys_of_a_deleted_user_are_deleted(opened: Open, store_environ: Environ) -> None:
    """The foreign key cascades; every later change fails."""
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
