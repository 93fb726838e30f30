"""Counters over all processes of a machine, for `metrics://system` and for Prometheus.

They are kept in the machine's file: a monitor scrapes each machine, and no machine needs Redis for
it.
"""

import os
import sqlite3
import threading
from collections import Counter as Multiset
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec import Struct

from common.services import process_identity
from common.services.clock import Clock
from common.services.connections.registry import Connections
from common.services.errors import StateUnavailable
from common.services.local_state import LocalState

ADD = """
INSERT INTO counters (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
"""
REGISTER = "INSERT OR REPLACE INTO living (process, name, started_at) VALUES (?, ?, ?)"

# How long a request waits for its counters to be written.
WAIT_SECONDS = 0.02

Labels = tuple[tuple[str, str], ...]
# Name and labels of a counter.
Key = tuple[str, Labels]
# Returns what was counted since it was last called.
Source = Callable[[], Multiset[Key]]


def key(name: str, **labels: str) -> Key:
    """Return the key of the counter *name* with *labels*, whose values must be from small sets."""
    return name, tuple(sorted(labels.items()))


class Counter(Struct, frozen=True):
    """One counter.

    Attributes:
        name: such as ``barcodes``.
        labels: pairs of name and value in order of name, such as ``(("format", "code128"),)``.
        value: the count since the data directory was created.
    """

    name: str
    labels: Labels
    value: int


class Snapshot(Struct, frozen=True):
    """The metrics at one moment.

    Attributes:
        uptime_seconds: since the oldest of this machine's processes started.
        active_connections: open MCP connections over all daemons and machines.
        daemons: MCP daemons that are alive.
        processes: processes of this machine that are alive, as (name, pid).
        counters: in order of name and labels.
    """

    uptime_seconds: float
    active_connections: int
    daemons: int
    processes: tuple[tuple[str, int], ...]
    counters: tuple[Counter, ...]

    def total(self, name: str, **labels: str) -> int:
        """Return the sum of the counters *name* that have all of *labels*."""
        required = set(labels.items())
        return sum(c.value for c in self.counters if c.name == name and required <= set(c.labels))

    def by(self, name: str, label: str) -> dict[str, int]:
        """Return the sums of the counters *name* by the value of *label*, in order of value."""
        sums: Multiset[str] = Multiset()
        for counter in self.counters:
            if counter.name == name and label in dict(counter.labels):
                sums[dict(counter.labels)[label]] += counter.value
        return dict(sorted(sums.items()))


class Metrics:
    """Adds the counts of this process to the machine's counters. Thread-safe.

    Arguments:
        state: the machine's state.
        connections: the registry of connections.
        clock: the time.
        process: the name of this process, such as ``rest``.
    """

    def __init__(
        self, state: LocalState, connections: Connections, clock: Clock, process: str
    ) -> None:
        self._state = state
        self._connections = connections
        self._clock = clock
        self._process = process
        self._lock = threading.Lock()
        self._unwritten: Multiset[Key] = Multiset()
        self._sources: list[Source] = []
        self._started_at = clock.now()
        self._is_deferred = False
        self._pid = 0
        self._register()

    def defer_writes(self) -> None:
        """Leave writing to the periodic jobs, so that no request writes counters.

        A process that is killed loses the counters of its last second. Usage, which callers are
        charged for, is counted elsewhere.
        """
        self._is_deferred = True

    def add_source(self, source: Source) -> None:
        """Write also what *source* counts; it is never called twice at a time."""
        self._sources.append(source)

    def count(self, name: str, *, by: int = 1, **labels: str) -> None:
        """Add *by* to the counter *name* with *labels*, whose values must be from small sets.

        Never raises, and waits for `WAIT_SECONDS` at most: counts that can't be written now are
        written with the next one, or by `write`.
        """
        self.count_all(key(name, **labels), by=by)

    def count_all(self, *counters: Key, by: int = 1) -> None:
        """Add *by* to each of *counters*, which `key` returns, in a single write."""
        with self._lock:
            for counter in counters:
                self._unwritten[counter] += by
        if not self._is_deferred:
            self._write()

    def write(self) -> None:
        """Write the counts that are not written yet, also those of the sources."""
        with self._lock:
            for source in self._sources:
                self._unwritten.update(source())
        self._write()

    def _write(self) -> None:
        with self._lock:
            pending, self._unwritten = self._unwritten, Multiset()
        if not pending:
            return
        # One text column for name and labels, because labels differ by counter.
        rows = [(msgspec.json.encode(key).decode(), by) for key, by in pending.items()]
        try:
            # A short wait: counters are worth no delay of a request.
            self._state.run(lambda connection: connection.executemany(ADD, rows), WAIT_SECONDS)
        except StateUnavailable:
            # Other threads may have counted since: add to theirs.
            with self._lock:
                self._unwritten.update(pending)

    def snapshot(self) -> Snapshot:
        """Return the metrics now; those that can't be read are zero or missing."""
        if self._pid != os.getpid():  # a child of a fork
            self._register()
        self.write()
        totals = self._connections.totals()
        # This process at least, if the file can't be read.
        living = [(self._process, os.getpid(), self._started_at)]
        counters: list[Counter] = []
        with suppress(StateUnavailable):
            living = self._living()
            counters = self._counters()
        return Snapshot(
            self._clock.now() - min(started_at for _, _, started_at in living),
            totals.connections,
            totals.daemons,
            tuple((name, pid) for name, pid, _ in living),
            tuple(sorted(counters, key=lambda counter: (counter.name, counter.labels))),
        )

    def _register(self) -> None:
        """Record that this process is alive, and delete the processes that have ended."""
        self._pid = os.getpid()
        row = (process_identity.own_name(), self._process, self._started_at)

        def write(connection: sqlite3.Connection) -> None:
            registered = connection.execute("SELECT process FROM living").fetchall()
            # A killed process can't take its row away.
            ended = [name for name in registered if not process_identity.is_alive(name[0])]
            connection.executemany("DELETE FROM living WHERE process = ?", ended)
            connection.execute(REGISTER, row)

        with suppress(StateUnavailable):
            self._state.run(write)

    def _living(self) -> list[tuple[str, int, float]]:
        """Return name, pid and start of each process that is alive, in order of pid."""
        rows = self._state.read("SELECT name, process, started_at FROM living")
        return sorted(
            (
                (str(name), process_identity.pid_of(str(process)), float(str(started_at)))
                for name, process, started_at in rows
                if process_identity.is_alive(str(process))
            ),
            key=lambda row: row[1],
        )

    def _counters(self) -> list[Counter]:
        rows = self._state.read("SELECT name, value FROM counters")
        decode = msgspec.json.Decoder(tuple[str, Labels]).decode
        return [Counter(*decode(str(key)), int(str(value))) for key, value in rows]
