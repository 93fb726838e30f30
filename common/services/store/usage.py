"""Usage in the store: written only by the flusher, read for reports."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from peewee import Database, SqliteDatabase

from common.services.store.database import execute
from common.services.store.store import Store
from common.services.usage.backend import UsageCount

COLUMNS = ("day", "caller", "interface", "format", "source", "used", "returned")
# A counter only grows: a write that is late or repeated changes nothing.
WRITE = """
INSERT INTO usage (day, caller, interface, format, source, used, returned) VALUES {rows}
ON CONFLICT (day, caller, interface, format, source) DO UPDATE SET
    used = {greatest}(usage.used, excluded.used),
    returned = {greatest}(usage.returned, excluded.returned)
"""
TODAY = """
SELECT caller, SUM(used - returned) FROM usage WHERE day = ? GROUP BY caller ORDER BY caller
"""
BY_SOURCE = """
SELECT caller, source, SUM(used - returned) FROM usage
WHERE day = ? AND caller IN ({callers}) GROUP BY caller, source
"""
# HAVING omits what was drawn and refunded.
OF_CALLER = """
SELECT day, interface, format, SUM(used - returned) FROM usage
WHERE caller = ? AND day BETWEEN ? AND ?
GROUP BY day, interface, format HAVING SUM(used - returned) > 0
ORDER BY day, interface, format
"""
OF_ALL = """
SELECT day, interface, format, SUM(used - returned) FROM usage WHERE day BETWEEN ? AND ?
GROUP BY day, interface, format HAVING SUM(used - returned) > 0
ORDER BY day, interface, format
"""
CALLERS = """
SELECT COUNT(*) FROM (
    SELECT caller FROM usage WHERE day = ? GROUP BY caller HAVING SUM(used - returned) > 0
) AS callers
"""
# SQLite allows 32,766 values per statement, Postgres 65,535.
ROWS_PER_STATEMENT = 1_000
WRITE_SECONDS = 5.0


class UsageLine(Struct, frozen=True):
    """How many barcodes were drawn on one day by one interface in one format.

    Attributes:
        day: in days since 1970-01-01 UTC.
        interface: ``http``, ``mcp`` or ``cli``.
        format: the symbology.
        count: barcodes drawn.
    """

    day: int
    interface: str
    format: str
    count: int


class UsageRows:
    """The usage table. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, counts: Sequence[UsageCount]) -> None:
        """Write *counts*; repeated writes, in any order and by several processes, are harmless."""
        # Several transactions: a flush that fails between them is repeated as a whole.
        for start in range(0, len(counts), ROWS_PER_STATEMENT):
            part = counts[start : start + ROWS_PER_STATEMENT]
            self._store.run(partial(_write, counts=part), WRITE_SECONDS)

    def delete_before(self, day: int) -> None:
        """Delete the usage before *day*: it contains people's addresses."""
        sql = "DELETE FROM usage WHERE day < ?"
        self._store.run(partial(execute, sql=sql, values=(day,)), WRITE_SECONDS)

    def used_on(self, day: int) -> dict[str, int]:
        """Return how many barcodes each caller used on *day*."""
        rows = self._store.run(lambda database: execute(database, TODAY, (day,)), WRITE_SECONDS)
        return {str(caller): max(0, int(used)) for caller, used in rows}

    def by_source(self, day: int, callers: Sequence[str]) -> list[tuple[str, str, int]]:
        """Return caller, source and barcodes of each counter that counted *callers* on *day*."""
        sql = BY_SOURCE.format(callers=", ".join("?" * len(callers)))
        query = partial(execute, sql=sql, values=(day, *callers))
        rows = self._store.run(query, WRITE_SECONDS)
        return [(str(caller), str(source), int(used)) for caller, source, used in rows]

    def of_caller(self, caller: str, first_day: int, last_day: int) -> list[UsageLine]:
        """Return the usage of *caller* from *first_day* to *last_day*, both included."""
        values = (caller, first_day, last_day)
        rows = self._store.run(lambda database: execute(database, OF_CALLER, values))
        return [_line(row) for row in rows]

    def of_all(self, first_day: int, last_day: int) -> list[UsageLine]:
        """Return the usage of all callers from *first_day* to *last_day*, both included."""
        values = (first_day, last_day)
        rows = self._store.run(lambda database: execute(database, OF_ALL, values))
        return [_line(row) for row in rows]

    def callers_on(self, day: int) -> int:
        """Return how many callers drew barcodes on *day*."""
        ((count,),) = self._store.run(lambda database: execute(database, CALLERS, (day,)))
        return int(count)


def _write(database: Database, counts: Sequence[UsageCount]) -> None:
    # All writers use the same order, so that two never wait for each other's rows.
    ordered = sorted(counts, key=lambda count: tuple(getattr(count, name) for name in COLUMNS))
    greatest = "MAX" if isinstance(database, SqliteDatabase) else "GREATEST"
    row = f"({', '.join('?' * len(COLUMNS))})"
    sql = WRITE.format(rows=", ".join([row] * len(ordered)), greatest=greatest)
    execute(database, sql, [getattr(count, name) for count in ordered for name in COLUMNS])


def _line(row: tuple[object, ...]) -> UsageLine:
    day, interface, format, count = row
    return UsageLine(int(str(day)), str(interface), str(format), int(str(count)))
