"""Commands of concurrent callers are sent together, and each caller gets the answer to its own.

Expectations: the documentation of the module.
"""

import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from common.services.command_batches import CommandBatches
from tests.mcp_daemon.running import ROOT
from tests.servers.waiting import WAIT_SECONDS, eventually

Words = tuple[str, ...]


class Failed(Exception):
    """What callers get if an exchange fails."""


class Ended(BaseException):
    """Ends a caller, as gevent's Timeout does."""


class Server:
    """Answers each command with its first word; the first exchange waits until it is *released*."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.exchanges: list[list[Words]] = []
        self.error: BaseException | None = None

    def exchange(self, commands: Sequence[Words]) -> list[Any]:
        self.exchanges.append(list(commands))
        if len(self.exchanges) == 1:
            assert self.released.wait(WAIT_SECONDS)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return [ValueError(words) if words[0] == "bad" else words[0] for words in commands]


class Callers:
    """Threads that send one command each through *batches*."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.batches: CommandBatches[Words, Any] = CommandBatches(
            server.exchange, lambda error: Failed(str(error))
        )
        self.outcomes: dict[str, object] = {}
        self.threads: list[threading.Thread] = []

    def start(self, *words: str) -> None:
        """Send each of *words* from a thread of its own, in this order."""
        for word in words:
            thread = threading.Thread(target=self._send, args=(word,))
            self.threads.append(thread)
            thread.start()
            self._await_arrival()

    def _await_arrival(self) -> None:
        # The first is in its exchange; each other one blocks on a lock of its own.
        eventually(lambda: len(self.server.exchanges) == 1, "the first exchange")

    def _send(self, word: str) -> None:
        try:
            self.outcomes[word] = self.batches.send((word,))
        except BaseException as error:
            self.outcomes[word] = type(error)

    def finish(self) -> None:
        """Let the first exchange go on, and wait for all threads."""
        self.server.released.set()
        for thread in self.threads:
            thread.join(WAIT_SECONDS)
            assert not thread.is_alive()


@pytest.fixture
def callers() -> Callers:
    return Callers(Server())


def test_lone_caller_waits_for_nobody(callers: Callers) -> None:
    callers.server.released.set()
    assert [callers.batches.send((word,)) for word in "ab"] == ["a", "b"]
    assert callers.server.exchanges == [[("a",)], [("b",)]]


def test_every_caller_gets_the_answer_to_its_own_command(callers: Callers) -> None:
    words = [f"w{number}" for number in range(20)]
    callers.start("first", *words)
    callers.finish()
    assert callers.outcomes == {word: word for word in ("first", *words)}
    sent = [words for exchange in callers.server.exchanges for (words,) in exchange]
    assert sorted(sent) == sorted(["first", *words])
    assert len(callers.server.exchanges) < len(sent)


def test_error_of_one_command_is_raised_to_its_caller_only(callers: Callers) -> None:
    callers.start("first", "good", "bad", "fine")
    callers.finish()
    outcomes = {"first": "first", "good": "good", "bad": ValueError, "fine": "fine"}
    assert callers.outcomes == outcomes


def test_failed_exchange_fails_all_and_the_next_one_works(callers: Callers) -> None:
    """Those that wait would fail too, one wait later."""
    callers.server.error = ConnectionError("gone")
    callers.start("first")
    callers.finish()
    assert callers.outcomes == {"first": Failed}
    assert callers.batches.send(("next",)) == "next"


def test_caller_that_is_ended_while_it_sends_leaves_the_others_working(callers: Callers) -> None:
    callers.server.error = Ended()
    callers.start("first", "second")
    callers.finish()
    assert callers.outcomes["first"] is Ended
    assert callers.outcomes["second"] in ("second", Failed)
    assert callers.batches.send(("next",)) == "next"


GREENLETS = """
from gevent import monkey; monkey.patch_all()
import gevent
from common.services.command_batches import CommandBatches
sent, ended, turn = [], [], gevent.event.Event()
def exchange(commands):
    sent.append([word for word, in commands])
    if len(sent) == 1:
        turn.wait()
        # Before the others are woken.
        for greenlet in ended:
            greenlet.kill(block=False)
    return [word for word, in commands]
batches = CommandBatches(exchange, lambda error: RuntimeError(error))
waiting = [gevent.spawn(batches.send, (word,)) for word in "a"]
while not sent:
    gevent.sleep(0)
waiting += [gevent.spawn(batches.send, (word,)) for word in "bcd"]
gevent.sleep(0)
{end}
gevent.joinall(waiting, timeout=30)
print([greenlet.value for greenlet in waiting if isinstance(greenlet.value, str)], sent)
"""


@pytest.mark.parametrize(
    ("end", "printed"),
    [
        ("turn.set()", "['a', 'b', 'c', 'd'] [['a'], ['b', 'c', 'd']]"),
        # One that waits is ended before its turn.
        ("waiting[1].kill(); turn.set()", "['a', 'c', 'd'] [['a'], ['c', 'd']]"),
        # The one whose turn it is to send is ended in that moment.
        ("ended.append(waiting[1]); turn.set()", "['a', 'c', 'd'] [['a'], ['c', 'd']]"),
    ],
)
def test_greenlet_that_is_ended_keeps_no_other_from_being_answered(end: str, printed: str) -> None:
    """rest.deadline ends the greenlet of a request that takes too long."""
    code = GREENLETS.replace("{end}", end)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == printed
