"""The pool: a single-threaded parent that queues jobs and owns the worker processes.

It listens on a Unix socket, reads the fixed-size header of each request, and queues the connection
under its caller. The pool keeps a duplicate of a running job's connection: when the client closes
its side, or the time is over, it kills the worker and starts another.
"""

import logging
import math
import mmap
import os
import select
import signal
import socket
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from common.services.isolation import priority, worker
from common.services.isolation.caller_queue import CallerQueue, CallersJob, PoolBounds
from common.services.isolation.messages import (
    HEADER_BYTES,
    PING,
    Job,
    JobOutcome,
    read_header,
    write_answer,
)
from common.services.isolation.worker import ResourceLimits
from common.services.unix_socket import listen

BACKLOG = 512
# A client sends its header in one piece right after it connects.
HEADER_SECONDS = 5.0
# Connections whose header is incomplete.
MAX_ARRIVING = 256
# Workers that end at once, again and again, must not make this process fork without pause.
RESPAWN_SECONDS = 0.05
# Until the next attempt if the kernel refuses a process.
NO_FORK_SECONDS = 1.0
# With an event mask of 0, epoll still reports that a peer has gone.
HANG_UP_ONLY = select.EPOLLRDHUP

_log = logging.getLogger("thebarcodeapi.isolation")


@dataclass(eq=False, slots=True)
class _Request(CallersJob):
    """A connection and the bytes of its header so far."""

    client: socket.socket
    data: bytes = b""
    deadline: float = 0.0


@dataclass(eq=False, slots=True)
class _Worker:
    """A worker process and the request that it runs.

    Attributes:
        answering: True once the answer is the worker's.
        ended_for: why the pool killed it; None as long as it has not.
        gone: True once it takes no more requests.
        waited_before: seconds that it had waited for a processor before its request.
        taken: shared with the process, which sets byte 0 once it has taken its request.
    """

    pid: int
    control: socket.socket
    taken: mmap.mmap
    request: _Request | None = None
    answering: bool = False
    ended_for: JobOutcome | None = None
    gone: bool = False
    waited_before: float = 0.0


class Pool:
    """Serve jobs on a Unix socket until a signal stops it.

    Arguments:
        path: of the socket; one that a killed pool left is replaced.
        jobs: functions by name.
        limits: of one job.
        bounds: of all jobs.
    """

    def __init__(
        self, path: Path, jobs: Mapping[str, Job], limits: ResourceLimits, bounds: PoolBounds
    ) -> None:
        self._path = path
        self._jobs = jobs
        self._limits = limits
        self._bounds = bounds
        self._epoll = select.epoll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._listener = listen(path, socket.SOCK_STREAM, BACKLOG)
        self._workers: dict[int, _Worker] = {}
        self._queue: CallerQueue[_Request] = CallerQueue(bounds)
        self._arriving: set[_Request] = set()
        self._respawn_at = 0.0
        self._stopping = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        # A signal handler writes to `signals`, which ends the wait of the loop.
        wake, signals = socket.socketpair()
        wake.setblocking(False)
        signals.setblocking(False)
        previous = signal.set_wakeup_fd(signals.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._watch(wake, lambda: _discard(wake))
        self._watch(self._listener, self._accept)
        try:
            while not self._stopping:
                self._spawn()
                self._assign()
                for descriptor, _ in self._epoll.poll(self._timeout()):
                    # An earlier handler of this round may have removed it.
                    if handler := self._handlers.get(descriptor):
                        handler()
                self._expire()
                self._interrupt()
                self._reap()
        finally:
            signal.set_wakeup_fd(previous)
            self._close()
            wake.close()
            signals.close()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _watch(
        self, sock: socket.socket, handler: Callable[[], None], events: int = select.EPOLLIN
    ) -> None:
        self._epoll.register(sock.fileno(), events)
        self._handlers[sock.fileno()] = handler

    def _unwatch(self, sock: socket.socket) -> None:
        if self._handlers.pop(sock.fileno(), None) is not None:
            self._epoll.unregister(sock.fileno())

    def _close_client(self, request: _Request) -> None:
        self._unwatch(request.client)
        request.client.close()

    def _timeout(self) -> float | None:
        """Return how long the loop may wait: until the next deadline or respawn."""
        deadlines = [one.deadline for one in self._arriving]
        deadlines += [
            one.request.deadline
            for one in self._workers.values()
            if one.request and one.ended_for is None
        ]
        # A worker that could not be forked is tried again later, not in a busy loop.
        if len(self._workers) < self._bounds.workers:
            deadlines.append(self._respawn_at)
        deadlines.append(self._queue.interrupts_at(self._running()))
        first = min(deadlines)
        return None if first == math.inf else max(0.0, first - time.monotonic())

    def _running(self) -> list[_Request]:
        """Return the requests that occupy workers: those neither answered nor ended."""
        return [
            one.request
            for one in self._workers.values()
            if one.request and not one.answering and one.ended_for is None
        ]

    # Requests

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            # The client has gone, or there is no descriptor left: the backlog keeps the others.
            return
        client.setblocking(False)
        request = _Request(client, deadline=time.monotonic() + HEADER_SECONDS)
        # Otherwise clients that connect and send nothing would use up the descriptors.
        if len(self._arriving) >= MAX_ARRIVING:
            self._refuse(request, JobOutcome.BUSY)
            return
        self._arriving.add(request)
        self._watch(client, lambda: self._receive(request))

    def _receive(self, request: _Request) -> None:
        try:
            data = request.client.recv(HEADER_BYTES - len(request.data))
        except BlockingIOError:
            return
        except OSError:
            data = b""
        request.data += data
        if not data:
            self._arriving.discard(request)
            self._close_client(request)
        elif len(request.data) == HEADER_BYTES:
            self._arriving.discard(request)
            self._enqueue(request)

    def _enqueue(self, request: _Request) -> None:
        header = read_header(request.data)
        if header.job == PING:
            self._refuse(request, JobOutcome.DONE if self._workers else JobOutcome.CRASHED)
            return
        # The body stays unread until a worker takes it, and must not wake the loop.
        self._unwatch(request.client)
        request.caller, request.interrupted = header.caller, header.interrupted
        request.cost = header.cost or header.body_bytes
        if header.job not in self._jobs or header.body_bytes > self._limits.body_bytes:
            self._refuse(request, JobOutcome.BUSY)
            return
        refused = self._queue.add(request)
        if refused is not request:
            self._await_turn(request)
        if refused is not None:
            self._refuse(refused, JobOutcome.BUSY)

    def _await_turn(self, request: _Request) -> None:
        self._watch(request.client, lambda: self._abandon(request), HANG_UP_ONLY)

    def _abandon(self, request: _Request) -> None:
        """Remove a waiting request whose client has gone."""
        self._queue.remove(request)
        self._close_client(request)

    def _refuse(self, request: _Request, outcome: JobOutcome) -> None:
        """Answer *request* without a worker. The answer fits into an empty socket buffer."""
        with suppress(OSError):
            request.client.send(write_answer(outcome))
        self._close_client(request)

    # Jobs

    def _assign(self) -> None:
        """Give waiting jobs to idle workers; callers take turns."""
        for idle in [one for one in self._workers.values() if not (one.request or one.gone)]:
            running = [one.request for one in self._workers.values() if one.request]
            request = self._queue.take(running)
            if request is None:
                return
            self._start(idle, request)

    def _start(self, chosen: _Worker, request: _Request) -> None:
        self._unwatch(request.client)
        chosen.request = request
        chosen.answering = False
        chosen.taken[0] = 0
        # The time begins with the run, not with the wait in the queue.
        request.started = time.monotonic()
        request.deadline = request.started + self._limits.wall_seconds
        request.cpu_seconds = _stopwatch(chosen.pid)
        chosen.waited_before = _processor_wait(chosen.pid)
        try:
            socket.send_fds(chosen.control, [request.data], [request.client.fileno()])
        except OSError:
            # It has just ended; `_reap` gives the request to another one.
            chosen.gone = True
            _kill(chosen.pid)
        self._watch(request.client, lambda: self._cancel(chosen), HANG_UP_ONLY)

    def _cancel(self, chosen: _Worker) -> None:
        """Kill *chosen*: its client has closed the connection, so the job is of no use."""
        if chosen.request is not None:
            self._unwatch(chosen.request.client)
        if not chosen.answering:
            _kill(chosen.pid)

    def _hear(self, chosen: _Worker) -> None:
        """Read what *chosen* reports."""
        try:
            report = chosen.control.recv(1)
        except OSError:
            report = b""
        if report == worker.ANSWERING:
            chosen.answering = True
        elif report == worker.READY:
            self._finish(chosen)
        else:
            # It has ended, or ends after its last job; `_reap` follows.
            self._unwatch(chosen.control)
            chosen.gone = True

    def _finish(self, chosen: _Worker) -> None:
        """Release the request of *chosen*, which has been answered."""
        request, chosen.request = chosen.request, None
        if request is not None:
            self._close_client(request)
            self._queue.finish(request)

    def _expire(self) -> None:
        now = time.monotonic()
        for chosen in self._workers.values():
            if chosen.request and chosen.request.deadline <= now and chosen.ended_for is None:
                waited = _processor_wait(chosen.pid) - chosen.waited_before
                is_starved = waited > self._limits.wall_seconds / 2
                chosen.ended_for = JobOutcome.STARVED if is_starved else JobOutcome.TIME_EXCEEDED
                _kill(chosen.pid)
        for request in [one for one in self._arriving if one.deadline <= now]:
            self._arriving.discard(request)
            self._close_client(request)

    def _interrupt(self) -> None:
        """End a long job if it takes the worker that callers who used less wait for."""
        request = self._queue.choose_to_interrupt(self._running())
        for chosen in self._workers.values():
            if request is not None and chosen.request is request:
                request.interrupted += 1
                chosen.ended_for = JobOutcome.INTERRUPTED
                _kill(chosen.pid)

    # Processes

    def _spawn(self) -> None:
        now = time.monotonic()
        if now < self._respawn_at:
            return
        while len(self._workers) < self._bounds.workers:
            self._respawn_at = now + RESPAWN_SECONDS
            try:
                self._fork()
            except OSError as error:
                # The machine is out of processes, memory or descriptors. Running jobs go on.
                _log.error("no parser can be started: %s", error)
                self._respawn_at = now + NO_FORK_SECONDS
                return

    def _fork(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # A message would do as well, but wake this process once more for each job.
        taken = mmap.mmap(-1, 1)
        try:
            pid = os.fork()
        except OSError:
            taken.close()
            ours.close()
            theirs.close()
            raise
        if pid == 0:
            status = 1
            try:
                priority.give_way()
                self._become_worker(ours)
                worker.serve(theirs, self._jobs, self._limits, taken)
                status = 0
            except BaseException:
                # The log of the pool gets it; the client gets Outcome.CRASHED.
                traceback.print_exc()
            finally:
                # Nothing of the parent may run in the child: no `finally`, no atexit, no buffers.
                os._exit(status)
        theirs.close()
        ours.setblocking(False)
        started = _Worker(pid, ours, taken)
        self._workers[pid] = started
        self._watch(ours, lambda: self._hear(started))

    def _become_worker(self, ours: socket.socket) -> None:
        """Close in the child what belongs to the parent."""
        # A signal of the child would wake the parent's loop through the shared descriptor.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._epoll.close()
        self._listener.close()
        ours.close()
        for other in self._workers.values():
            other.control.close()
            if other.request is not None:
                other.request.client.close()
        for request in self._arriving:
            request.client.close()
        for request in self._queue:
            request.client.close()

    def _reap(self) -> None:
        """Collect workers that have ended, and answer for them."""
        # Several children may have ended with one SIGCHLD.
        while self._workers:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            ended = self._workers.pop(found.si_pid, None)
            if ended is not None:
                # Its clock goes with it.
                _record_use(ended)
            _, status = os.waitpid(found.si_pid, 0)
            if ended is not None:
                self._answer_for(ended, status)

    def _answer_for(self, ended: _Worker, status: int) -> None:
        self._hear_to_the_end(ended)
        ended.control.close()
        taken = ended.taken[0]
        ended.taken.close()
        if ended.request is None:
            return
        if not taken:
            self._put_back(ended.request)
            return
        if not ended.answering:
            outcome = _outcome_of(ended, status)
            _log.warning("a job was ended: %s", outcome.name.lower())
            with suppress(OSError):
                ended.request.client.send(write_answer(outcome))
        self._finish(ended)

    def _hear_to_the_end(self, ended: _Worker) -> None:
        """Read what *ended* reported before it ended: it may have answered."""
        while not ended.gone:
            self._hear(ended)
        self._unwatch(ended.control)

    def _put_back(self, request: _Request) -> None:
        """Queue *request* as the next of its caller: no worker has read it."""
        self._unwatch(request.client)
        self._queue.put_back(request)
        self._await_turn(request)

    def _close(self) -> None:
        for one in self._workers.values():
            _kill(one.pid)
        for one in self._workers.values():
            with suppress(ChildProcessError):
                os.waitpid(one.pid, 0)
            one.control.close()
            if one.request is not None:
                one.request.client.close()
        self._listener.close()
        self._epoll.close()
        self._path.unlink(missing_ok=True)


def _outcome_of(ended: _Worker, status: int) -> JobOutcome:
    if ended.ended_for is not None:
        return ended.ended_for
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    # No library kills its own process so: the file is not to blame.
    known: dict[int, JobOutcome] = {
        signal.SIGXCPU: JobOutcome.CPU_EXCEEDED,
        signal.SIGKILL: JobOutcome.KILLED,
    }
    return known.get(ended_by, JobOutcome.CRASHED)


def _record_use(ended: _Worker) -> None:
    """Keep the worker time of the job of *ended*, which has ended and was not collected."""
    if ended.request is not None:
        ended.request.used_seconds = ended.request.worker_seconds(time.monotonic())


def _stopwatch(pid: int) -> Callable[[], float]:
    """Return a function that returns the CPU seconds of the process *pid* from now on."""
    # As clock_getcpuclockid(3) makes it, which Python lacks for processes.
    clock = (~pid << 3) | 2

    def seconds() -> float:
        try:
            return time.clock_gettime(clock)
        except OSError:
            # It has ended and was collected.
            return 0.0

    began = seconds()
    return lambda: max(0.0, seconds() - began)


def _processor_wait(pid: int) -> float:
    """Return how many seconds *pid* could run and waited for a processor; 0 if that is unknown."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:  # noqa: PTH123  # procfs
            _, nanoseconds, *_ = file.read().split()
    except (OSError, ValueError):
        # The kernel keeps no such statistics, or the process was collected.
        return 0.0
    return int(nanoseconds) / 1e9


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _discard(sock: socket.socket) -> None:
    with suppress(BlockingIOError):
        sock.recv(4096)
