"""How much the audit log keeps, on each real store."""

from collections.abc import Callable

from common.services.bundle import Services

Open = Callable[..., Services]
HERE = "ip:192.0.2.1"


def test_only_the_latest_failures_are_kept_and_every_act(
    opened: Open, store_environ: dict[str, str]
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
