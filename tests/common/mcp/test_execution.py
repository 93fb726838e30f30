"""Calls: their wait budget, and the errors of services."""

from types import SimpleNamespace
from typing import Any, cast

from common.mcp.execution import execute
from common.mcp.protocol.definitions import Unavailable
from common.services import wait_budget
from common.services.errors import StoreUnavailable


class BudgetCall:
    """A call that records how long it may wait."""

    charges = False

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def run(self, context: object) -> None:
        self.left_seconds = wait_budget.left_seconds()


CHARGED = SimpleNamespace(quota=SimpleNamespace(charge_remaining=lambda: None))


def test_each_call_has_a_wait_budget_of_its_own() -> None:
    """Over WebSockets and standard streams nothing else bounds the wait for Redis."""
    call = BudgetCall()
    execute(cast(Any, call), cast(Any, CHARGED))
    assert call.left_seconds == wait_budget.MAX_SECONDS


def unavailable(context: object) -> None:
    raise StoreUnavailable("the store: unavailable")


def test_unavailable_service_is_refused_with_when_to_try_again() -> None:
    """RFC 9110, 15.6.4: the same over HTTP, where it is 503 with Retry-After."""
    refused: list[object] = []
    session = SimpleNamespace(refuse=lambda call, error: refused.append(error))
    call = SimpleNamespace(
        run=unavailable, request=SimpleNamespace(method="tools/call"), charges=False
    )
    execute(cast(Any, call), cast(Any, CHARGED))(cast(Any, session))
    (error,) = refused
    assert isinstance(error, Unavailable)
    assert "try it again in 5 s" in str(error)
