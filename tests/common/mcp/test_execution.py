"""Calls: their wait budget, and the errors of services."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from common.barcode.model.errors import OptionError, Problem
from common.mcp.execution import execute
from common.mcp.protocol.definitions import CallError, Unavailable
from common.services import wait_budget
from common.services.errors import StoreUnavailable
from common.services.isolation.client import IsolationBusy, JobCancelled


class BudgetCall:
    """A call that records how long it may wait."""

    charges = False
    request = SimpleNamespace(method="resources/read")

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def run(self, context: object) -> None:
        self.left_seconds = wait_budget.left_seconds()


class Counted:
    """Metrics that keep what is counted."""

    def __init__(self) -> None:
        self.counts: list[dict[str, str]] = []

    def count(self, name: str, **labels: str) -> None:
        assert name == "mcp_calls"
        self.counts.append(labels)


def context(counted: Counted) -> SimpleNamespace:
    quota = SimpleNamespace(charge_remaining=lambda: None)
    return SimpleNamespace(quota=quota, services=SimpleNamespace(metrics=counted))


CHARGED = context(Counted())


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
    request = SimpleNamespace(method="tools/call", params={"name": "barcode_decoder"})
    call = SimpleNamespace(run=unavailable, request=request, charges=False)
    execute(cast(Any, call), cast(Any, CHARGED))(cast(Any, session))
    (error,) = refused
    assert isinstance(error, Unavailable)
    assert "try it again in 5 s" in str(error)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "ok"),
        (CallError("no such file"), "refused"),
        (OptionError([Problem("data", "x.y", "It is bad.", "Give another.")]), "refused"),
        (Unavailable("later"), "unavailable"),
        (StoreUnavailable("the store: unavailable"), "unavailable"),
        (IsolationBusy("Try again."), "unavailable"),
        (JobCancelled("by the client"), "cancelled"),
        (ValueError("a mistake of ours"), "failed"),
    ],
)
def test_each_call_is_counted_by_tool_and_outcome(error: Exception | None, outcome: str) -> None:
    """docs/operations.md lists the outcomes."""

    def run(context: object) -> None:
        if error is not None:
            raise error

    counted = Counted()
    request = SimpleNamespace(method="tools/call", params={"name": "barcode_decoder"})
    call = SimpleNamespace(run=run, request=request, charges=False)
    execute(cast(Any, call), cast(Any, context(counted)))
    labels = {"method": "tools/call", "tool": "barcode_decoder", "outcome": outcome}
    assert counted.counts == [labels]
