"""The bytes that are held for callers.

Expectations: the bounds that are given, added up by hand.
"""

import pytest

from common.services.byte_budget import ByteBudget


@pytest.fixture
def budget() -> ByteBudget:
    """A budget of 100 bytes, 60 for a caller, and 10 for each in any case."""
    return ByteBudget(100, 60, 10)


def test_caller_with_too_many_bytes_is_refused_until_some_are_released(budget: ByteBudget) -> None:
    assert budget.take("one", 50)
    assert not budget.take("one", 11)
    budget.release("one", 1)
    assert budget.take("one", 11)
    assert budget.held_bytes == 60


def test_refused_bytes_are_not_counted(budget: ByteBudget) -> None:
    assert not budget.take("one", 61)
    assert budget.held_bytes == 0
    assert budget.take("one", 60)


def test_all_callers_together_are_bounded(budget: ByteBudget) -> None:
    assert budget.take("one", 60)
    assert not budget.take("other", 41)
    assert budget.take("other", 40)


def test_caller_with_few_bytes_is_never_refused(budget: ByteBudget) -> None:
    """Two callers with large messages must not lock out those with small ones."""
    assert budget.take("one", 60)
    assert budget.take("other", 40)
    assert budget.take("small", 10)
    assert not budget.take("small", 1)
