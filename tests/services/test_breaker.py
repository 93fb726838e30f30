"""The breaker tells the log once when a server goes, and once when it is back."""

import pytest

from common.services.breaker import Breaker
from tests.services.clock import SetClock


def test_log_tells_when_a_server_goes_and_comes(caplog: pytest.LogCaptureFixture) -> None:
    breaker = Breaker("Redis", SetClock())
    for error in (OSError("refused\nby the kernel"), OSError()):
        breaker.failed(error)
    for _ in range(2):
        breaker.succeeded()
    assert caplog.messages == ["Redis does not answer: refused", "Redis answers again"]


def test_error_without_words_is_named(caplog: pytest.LogCaptureFixture) -> None:
    Breaker("the store", SetClock()).failed(TimeoutError())
    assert caplog.messages == ["the store does not answer: TimeoutError"]
