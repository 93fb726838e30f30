"""What the audit log tells and keeps, on each real store."""

from collections.abc import Callable

from common.services.bundle import Services
from tests.services.clock import NOON, SetClock

Open = Callable[..., Services]
Environ = dict[str, str]
HERE = "ip:192.0.2.1"


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
