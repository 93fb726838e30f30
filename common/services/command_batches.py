"""Sends the commands of concurrent callers to a server together.

One caller at a time sends, and the others wait. Once it has its answer, the first that waits sends
all commands that have come in the meantime. So a busy process makes a few large exchanges instead
of one for each command. A caller that finds nobody sending lets the others run first that are ready
to, and sends what they have; one that is alone waits for nobody.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Words = TypeVar("Words")
Answer = TypeVar("Answer")


class _Command(Generic[Words, Answer]):
    """One command, and what became of it.

    Attributes:
        words: what is sent.
        gate: locked until *outcome* or *batch* is set.
        outcome: the answer or an error, in a tuple.
        batch: the commands that its caller has to send, itself among them.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.gate = threading.Lock()
        self.outcome: tuple[Answer | Exception] | None = None
        self.batch: list[_Command[Words, Answer]] | None = None
        self.gate.acquire()


class CommandBatches(Generic[Words, Answer]):
    """Sends commands by *exchange*, of which no two run at the same time. Thread-safe.

    Arguments:
        exchange: returns for each command the answer, or the error that the server answered with;
            or raises.
        failure: makes the error of a command whose exchange has raised another one.
    """

    def __init__(
        self,
        exchange: Callable[[Sequence[Words]], Sequence[Answer | Exception]],
        failure: Callable[[BaseException], Exception],
    ) -> None:
        self._exchange = exchange
        self._failure = failure
        self._lock = threading.Lock()
        self._waiting: list[_Command[Words, Answer]] = []
        self._is_sending = False

    def send(self, words: Words) -> Answer:
        """Return the answer to a command, or raise the error that the server answered with."""
        command: _Command[Words, Answer] = _Command(words)
        with self._lock:
            if self._is_sending:
                self._waiting.append(command)
            else:
                self._is_sending, command.batch = True, [command]
        self._wait(command)
        if command.batch is not None:
            self._send_all(command.batch)
        assert command.outcome is not None  # noqa: S101 - set by the exchange
        (outcome,) = command.outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _wait(self, command: _Command[Words, Answer]) -> None:
        """Wait until *command* is answered, or its caller has to send."""
        try:
            if command.batch is None:
                command.gate.acquire()
            else:
                # Greenlets that are ready run now: what they send needs no exchange of its own.
                time.sleep(0)
                with self._lock:
                    command.batch += self._waiting
                    self._waiting = []
        except BaseException:
            # The caller is ended, by gevent's Timeout for example, and sends nothing any more.
            with self._lock:
                if command in self._waiting:
                    self._waiting.remove(command)
                if command.batch is not None:
                    self._pass_on([each for each in command.batch if each is not command])
            raise

    def _send_all(self, batch: list[_Command[Words, Answer]]) -> None:
        outcomes: Sequence[Answer | Exception] = ()
        try:
            outcomes = self._exchange([command.words for command in batch])
        except Exception as error:
            # Those that wait would fail as well, one wait later.
            with self._lock:
                batch, self._waiting = [*batch, *self._waiting], []
            outcomes = [self._failure(error) for _ in batch]
        finally:
            # An exchange that was ended has no outcomes; its callers get an error.
            if not outcomes:
                outcomes = [self._failure(InterruptedError("ended")) for _ in batch]
            for command, outcome in zip(batch, outcomes, strict=True):
                command.outcome = (outcome,)
            for command in batch:
                if command.batch is None:
                    command.gate.release()
            with self._lock:
                self._pass_on([])

    def _pass_on(self, batch: list[_Command[Words, Answer]]) -> None:
        """Have the first caller of *batch* and of those that wait send all of them."""
        batch, self._waiting = [*batch, *self._waiting], []
        if batch:
            batch[0].batch = batch
            batch[0].gate.release()
        else:
            self._is_sending = False
