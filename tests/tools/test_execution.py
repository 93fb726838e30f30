"""Runs of calls, apart from what they do."""

from types import SimpleNamespace
from typing import Any, cast

from common.services import patience
from common.tools.execution import execute


class Asking:
    """A call that looks at how long it may wait."""

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def run(self, context: object) -> None:
        self.left_seconds = patience.left_seconds()


CHARGED = SimpleNamespace(account=SimpleNamespace(charge_rest=lambda: None))


def test_call_is_a_request_with_patience_of_its_own() -> None:
    """Over WebSockets and standard streams nothing else bounds what it waits for Redis."""
    call = Asking()
    execute(cast(Any, call), cast(Any, CHARGED))
    assert call.left_seconds == patience.MOST_SECONDS
