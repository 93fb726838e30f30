"""Counters over all processes of a machine, for `metrics://system` and for Prometheus.

They live in the machine's file: a monitor asks each machine, and none needs Redis for it.
"""

import os
import sqlite3
import threading
from collections import Counter as Tally
from collections.abc import Mapping
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
ENROL = "INSERT OR REPLACE INTO living (process, name, started_at) VALUES (?, ?, ?)"

# A drawing waits no longer than this for its figure to be written.
WAIT_SECONDS = 0.02

Labels = tuple[tuple[str, str], ...]


class Counter(Struct, frozen=True):
    """One counter.

    Attributes:
        name: such as ``barcodes``.
        labels: pairs of name and value in order of name, such as ``(("format", "code128"),)``.
        value: how often it was counted since the data directory was made.
    """

    name: str
    labels: Labels
    value: int


class Snapshot(Struct, frozen=True):
    """The figures at one moment.

    Attributes:
        uptime_seconds: since the oldest of this machine's processes started.
        active_connections: open MCP connections over all daemons and machines.
        daemons: living MCP daemons.
        processes: living processes of this machine, as (name, pid).
        counters: in order of name and labels.
    """

    uptime_seconds: float
    active_connections: int
    daemons: int
    processes: tuple[tuple[str, int], ...]
    counters: tuple[Counter, ...]

    def total(self, name: str, **labels: str) -> int:
        """Return the sum of the counters *name* that bear all of *labels*."""
        wanted = set(labels.items())
        return sum(c.value for c in self.counters if c.name == name and wanted <= set(c.labels))

    def by(self, name: str, label: str) -> dict[str, int]:
        """Return the sums of the counters *name* by the value of *label*, in order of value."""
        sums: Tally[str] = Tally()
        for counter in self.counters:
            if counter.name == name and label in dict(counter.labels):
                sums[dict(counter.labels)[label]] += counter.value
        return dict(sorted(sums.items()))


class Metrics:
    """Counts for this process into its machine's counters. Thread-safe.

    Arguments: the machine's state, the registry of connections, the clock, and the name of this
    process, such as ``rest``.
    """

    def __init__(
        self, state: LocalState, connections: Connections, clock: Clock, process: str
    ) -> None:
        self._state = state
        self._connections = connections
        self._clock = clock
        self._process = process
        self._lock = threading.Lock()
        self._unwritten: Tally[tuple[str, Labels]] = Tally()
        self._started_at = clock.now()
        self._is_deferred = False
        self._pid = 0
        self._enrol()

    def defer_writes(self) -> None:
        """Leave writing to upkeep, which does it every second: a request then writes nothing.

        A process that is killed loses the figures of its last second; usage is counted elsewhere.
        """
        self._is_deferred = True

    def count(self, name: str, *, by: int = 1, **labels: str) -> None:
        """Add *by* to the counter *name* with *labels*, which come from small sets of values.

        Never raises and hardly waits: what can't be written now is written with the next count, or
        by `write`.
        """
        self.count_all((name, labels), by=by)

    def count_all(self, *counters: tuple[str, Mapping[str, str]], by: int = 1) -> None:
        """Add *by* to each of *counters*, given by name and labels, as `count` does and at once."""
        with self._lock:
            for name, labels in counters:
                self._unwritten[name, tuple(sorted(labels.items()))] += by
        if not self._is_deferred:
            self.write()

    def write(self) -> None:
        """Write what was not written when it was counted."""
        with self._lock:
            pending, self._unwritten = self._unwritten, Tally()
        if not pending:
            return
        rows = [(msgspec.json.encode(key).decode(), by) for key, by in pending.items()]
        try:
            self._state.run(lambda connection: connection.executemany(ADD, rows), WAIT_SECONDS)
        except StateUnavailable:
            with self._lock:
                self._unwritten.update(pending)

    def snapshot(self) -> Snapshot:
        """Return the figures now; those that can't be read are zero or missing."""
        if self._pid != os.getpid():
            self._enrol()
        self.write()
        connections = self._connections.totals()
        living = [(self._process, os.getpid(), self._started_at)]
        counters: list[Counter] = []
        with suppress(StateUnavailable):
            living = self._living()
            counters = self._counters()
        return Snapshot(
            self._clock.now() - min(started_at for _, _, started_at in living),
            connections.connections,
            connections.daemons,
            tuple((name, pid) for name, pid, _ in living),
            tuple(sorted(counters, key=lambda counter: (counter.name, counter.labels))),
        )

    def _enrol(self) -> None:
        """Note that this process lives, and drop those that don't."""
        self._pid = os.getpid()
        own = (process_identity.own_name(), self._process, self._started_at)

        def write(connection: sqlite3.Connection) -> None:
            known = connection.execute("SELECT process FROM living").fetchall()
            gone = [row for row in known if not process_identity.lives(row[0])]
            connection.executemany("DELETE FROM living WHERE process = ?", gone)
            connection.execute(ENROL, own)

        with suppress(StateUnavailable):
            self._state.run(write)

    def _living(self) -> list[tuple[str, int, float]]:
        rows = self._state.read("SELECT name, process, started_at FROM living")
        return sorted(
            (
                (str(name), process_identity.pid_of(str(found)), float(str(at)))
                for name, found, at in rows
                if process_identity.lives(str(found))
            ),
            key=lambda row: row[1],
        )

    def _counters(self) -> list[Counter]:
        rows = self._state.read("SELECT name, value FROM counters")
        decode = msgspec.json.Decoder(tuple[str, Labels]).decode
        return [Counter(*decode(str(key)), int(str(value))) for key, value in rows]
