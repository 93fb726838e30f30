"""Logins: wrong passwords, and how often an address and an account may try."""

from collections.abc import Callable

import pytest

from common.operations import users
from common.operations.users import Actor
from common.services.accounts.errors import AccountThrottled, BadCredentials, TooManyAttempts
from common.services.container import Services
from common.services.store.accounts import User
from tests.common.services.clock import SetClock

Open = Callable[..., Services]
Environ = dict[str, str]

HERE = "ip:192.0.2.1"


def refuse(password: str, hashed: str | None) -> bool:
    """Take no time for a wrong password."""
    return False


def anna(services: Services) -> User:
    hashed = services.auth.passwords.hash("correct horse")
    return services.accounts.add_user("Anna", hashed, "standard", services.clock.now())


@pytest.fixture
def environ(state_environ: Environ, store_environ: Environ) -> Environ:
    return {**state_environ, **store_environ, "SECRET_KEY": "s" * 64}


@pytest.mark.parametrize(("name", "password"), [("anna", "wrong"), ("otto", "correct horse")])
def test_wrong_login_is_rejected(
    opened: Open, environ: Environ, clock: SetClock, name: str, password: str
) -> None:
    """Wrong password, and unknown user."""
    services = opened(environ, clock)
    anna(services)
    with pytest.raises(BadCredentials):
        services.auth.login(name, password, HERE)


def test_login_with_the_old_password_during_a_change_gets_no_valid_token(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: a new password is effective immediately, even during a login."""
    services = opened(environ, clock)
    user = anna(services)

    def change_during_check(password: str, hashed: str | None) -> bool:
        users.change(services, Actor("test"), user.id, password="battery staple")
        clock.move(1)
        return services.auth.passwords.check(password, hashed)

    _, token = services.auth.login("anna", "correct horse", HERE, check=change_during_check)
    with pytest.raises(BadCredentials, match="no longer"):
        services.auth.identify(f"Bearer {token.value}", None)


def test_logins_are_limited_by_address(opened: Open, environ: Environ, clock: SetClock) -> None:
    """docs/accounts.md: five in five minutes per address, right or wrong."""
    services = opened(environ, clock)
    anna(services)
    for _ in range(5):
        with pytest.raises(BadCredentials):
            services.auth.login("anna", "wrong", HERE, check=refuse)
    with pytest.raises(TooManyAttempts) as caught:
        services.auth.login("anna", "correct horse", HERE)
    assert caught.value.retry_after_seconds == 300
    assert services.auth.login("anna", "correct horse", "ip:192.0.2.2")


def guess(services: Services, username: str) -> None:
    """Send 100 wrong passwords, each from another address."""
    for number in range(100):
        with pytest.raises(BadCredentials):
            services.auth.login(username, "wrong", f"ip:198.51.100.{number}", check=refuse)


@pytest.mark.parametrize("username", ["anna", "ANNA", "nobody"])
def test_wrong_passwords_of_an_account_are_limited_over_all_addresses(
    opened: Open, environ: Environ, clock: SetClock, username: str
) -> None:
    """NIST SP 800-63B, 5.2.2: at most 100; the same for a name that no user has."""
    services = opened(environ, clock)
    anna(services)
    guess(services, username)
    # One process more learns of the limit by one attempt.
    with pytest.raises(BadCredentials):
        services.auth.login(username, "wrong", "ip:203.0.113.1", check=refuse)
    with pytest.raises(AccountThrottled, match="signed in before"):
        services.auth.login(username, "correct horse", "ip:203.0.113.2")


def test_user_of_a_throttled_account_logs_in_from_a_known_address(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """docs/accounts.md: guesses from elsewhere do not lock a user out."""
    services = opened(environ, clock)
    anna(services)
    users.login(services, "anna", "correct horse", HERE)
    guess(services, "anna")
    with pytest.raises(BadCredentials):
        services.auth.login("anna", "wrong", "ip:203.0.113.1", check=refuse)
    assert users.login(services, "anna", "correct horse", HERE)
    with pytest.raises(AccountThrottled):
        users.login(services, "anna", "correct horse", "ip:203.0.113.2")
    clock.move(86_400)
    assert users.login(services, "anna", "correct horse", "ip:203.0.113.2")
