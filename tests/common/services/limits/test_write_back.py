"""The counts in front of SQLite: what is killed, what is lost, and what does not fit.

docs/decisions/0012: no count is lost with a process, and what was written back is not lost with the
machine.
"""

import fcntl
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from common.services.clock import SystemClock, day_number
from common.services.container import Services
from common.services.errors import StateUnavailable
from common.services.limits import slots
from common.services.limits.limiter import Admission
from common.services.limits.sqlite import SqliteLimiter
from common.services.limits.write_back import WriteBackLimiter
from common.services.local_state import LocalState
from common.services.principal import Principal
from tests.common.services.clock import SetClock

Open = Callable[..., Services]

ANNA = Principal("user:1", "basic", "http")
QUOTA = {"RATE_LIMIT_BASIC": "100", "RATE_LIMIT_BURST": "1000000"}
CHARGE = Admission("user:1", "http", "qr", cost=1, quota=100, burst=1_000_000)

# Draws seven barcodes and is killed by itself when it has them in SQLite, or is about to.
KILLED_IN_WRITE_BACK = """
import os, signal, sys
from pathlib import Path
from common.services.clock import SystemClock
from common.services.limits.sqlite import SqliteLimiter
from common.services.limits.write_back import WriteBackLimiter
from common.services.local_state import LocalState
from tests.common.services.limits.test_write_back import CHARGE
class Killed(LocalState):
    def run(self, statements, seconds=None):
        if sys.argv[2] == "after":
            super().run(statements, seconds)
        os.kill(os.getpid(), signal.SIGKILL)
state = Killed(Path(sys.argv[1], "state.sqlite3"))
limiter = WriteBackLimiter(state, SystemClock(), SqliteLimiter(state, SystemClock()))
for _ in range(7):
    limiter.admit(CHARGE)
limiter.write_back()
"""


def draw(services: Services, times: int, caller: Principal = ANNA, format: str = "qr") -> int:
    return sum(services.limiter.admit(caller, format=format).allowed for _ in range(times))


def stored(services: Services) -> int:
    """Return the count that the store has after a flush."""
    assert services.flusher.flush().complete
    today = day_number(services.clock.now())
    return sum(line.count for line in services.usage.of_all(today - 1, today))


@pytest.fixture
def limiter(tmp_path: Path) -> Iterator[WriteBackLimiter]:
    state = LocalState(tmp_path / "state.sqlite3")
    limiter = WriteBackLimiter(state, SystemClock(), SqliteLimiter(state, SystemClock()))
    yield limiter
    limiter.close()
    state.close()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_write_back_that_is_killed_is_completed_once(
    opened: Open, tmp_path: Path, moment: str
) -> None:
    """SQLite has none of the seven counts, or all of them; a request comes next."""
    command = [sys.executable, "-c", KILLED_IN_WRITE_BACK, str(tmp_path), moment]
    killed = subprocess.run(command, timeout=30, check=False)
    assert killed.returncode == -signal.SIGKILL
    services = opened(QUOTA)
    assert services.limiter.admit(ANNA, format="qr").used == 8
    assert stored(services) == 8
    assert stored(services) == 8


def test_half_that_is_not_whole_is_ignored(limiter: WriteBackLimiter, tmp_path: Path) -> None:
    """A process that is killed while it writes leaves the state before."""
    limiter.admit(CHARGE)
    limiter.admit(CHARGE)
    path = tmp_path / "state.counts"
    content = path.read_bytes()
    second = content.rindex(b"user:1")
    path.write_bytes(content[: second + 7] + b"torn" + content[second + 11 :])
    assert limiter.used("user:1") == 1
    assert limiter.admit(CHARGE).used == 2


def test_next_boot_has_what_was_written_back(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of the file may be of different moments after a power failure."""
    boot = tmp_path / "boot_id"
    monkeypatch.setattr(slots, "BOOT_ID", boot)
    boot.write_text("one\n")
    services = opened(QUOTA)
    draw(services, 5)
    assert stored(services) == 5
    draw(services, 2)
    boot.write_text("two\n")
    restarted = opened(QUOTA)
    assert restarted.limiter.allowance(ANNA).used == 5
    assert draw(restarted, 100) == 95
    assert stored(restarted) == 100


def test_more_callers_than_slots_are_counted_exactly(opened: Open) -> None:
    """Each of them twice, with all others in between."""
    services = opened({**QUOTA, "RATE_LIMIT_BASIC": "2"})
    callers = [Principal(f"user:{number}", "basic") for number in range(slots.SLOTS + 500)]
    for _ in range(2):
        assert all(draw(services, 1, caller) for caller in callers)
    assert not any(draw(services, 1, caller) for caller in callers)
    assert stored(services) == 2 * len(callers)


def test_more_symbologies_than_fit_in_a_slot_are_counted(opened: Open) -> None:
    """Sixty, each twice."""
    services = opened({**QUOTA, "RATE_LIMIT_BASIC": "1000"})
    for _ in range(2):
        assert all(draw(services, 1, format=f"symbology{number}") for number in range(60))
    assert services.limiter.allowance(ANNA).used == 120
    assert stored(services) == 120


@pytest.mark.parametrize("key", ["user:" + "1" * 200, "user:ü"])
def test_caller_that_does_not_fit_in_a_slot_is_counted(opened: Open, key: str) -> None:
    """By SQLite, as before there were slots."""
    services = opened(QUOTA)
    caller = Principal(key, "basic")
    assert draw(services, 130, caller) == 100
    services.limiter.refund(services.limiter.admit(caller, cost=0))
    assert services.limiter.allowance(caller).used == 100
    assert stored(services) == 100


def test_file_that_has_no_room_is_made_when_there_is_some(limiter: WriteBackLimiter) -> None:
    """A full disk; setrlimit(2) limits the size of files in its place."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        for _ in range(2):
            with pytest.raises(StateUnavailable):
                limiter.admit(CHARGE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert limiter.admit(CHARGE).used == 1


def test_file_that_was_cut_off_is_made_again(limiter: WriteBackLimiter, tmp_path: Path) -> None:
    """By a copy that was not completed, for example; SQLite has what was written back."""
    limiter.admit(CHARGE)
    limiter.write_back()
    limiter.close()
    os.truncate(tmp_path / "state.counts", 1_000)
    assert limiter.admit(CHARGE).used == 2


def test_counts_of_a_busy_file_are_refused_in_time(
    limiter: WriteBackLimiter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process holds the lock; SIGSTOP does not release it."""
    limiter.admit(CHARGE)
    monkeypatch.setattr(slots, "LOCK_WAIT_SECONDS", 0.05)
    with (tmp_path / "state.counts").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StateUnavailable):
            limiter.admit(CHARGE)
    assert limiter.admit(CHARGE).used == 2


def test_counts_go_on_while_another_program_locks_sqlite(
    limiter: WriteBackLimiter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup, for example. The write-back fails, and is repeated later."""
    limiter.admit(CHARGE)
    monkeypatch.setattr("common.services.local_state.LOCK_WAIT_SECONDS", 0.0)
    with closing(sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateUnavailable):
            limiter.write_back()
        assert limiter.admit(CHARGE).used == 2
        other.execute("ROLLBACK")
    limiter.write_back()
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as reader:
        assert reader.execute("SELECT used FROM usage").fetchall() == [(2,)]


def test_child_of_a_fork_shares_the_counts(opened: Open) -> None:
    """Both admit at the same time, and exactly the quota together."""
    services = opened(QUOTA)
    draw(services, 1)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, bytes([draw(services, 90)]))
        os._exit(0)
    own = draw(services, 90)
    os.waitpid(child, 0)
    (others,) = os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    assert 1 + own + others == 100


def test_counts_are_kept_when_a_redis_is_added_and_removed(opened: Open, clock: SetClock) -> None:
    """20 without, 30 while Redis does not answer, and 50 without again."""
    assert draw(opened(QUOTA, clock), 20) == 20
    unreachable = {**QUOTA, "REDIS_URL": "redis://127.0.0.1:1"}
    assert draw(opened(unreachable, clock), 30) == 30
    assert draw(opened(QUOTA, clock), 70) == 50


def test_admission_that_would_wait_counts_nothing(
    limiter: WriteBackLimiter, tmp_path: Path
) -> None:
    """The documentation of `admit_now`: a new caller, and a lock that another process holds."""
    assert limiter.admit_now(CHARGE) is None
    assert limiter.used("user:1") == 0
    limiter.admit(CHARGE)
    with (tmp_path / "state.counts").open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert limiter.admit_now(CHARGE) is None
    assert limiter.used("user:1") == 1
    outcome = limiter.admit_now(CHARGE)
    assert outcome is not None
    assert outcome.used == limiter.used("user:1") == 2


def test_admission_without_waiting_is_exact(opened: Open) -> None:
    """Both ways to admit share one count, and the store gets all of it."""
    services = opened(QUOTA)
    assert draw(services, 50) == 50
    decisions = [services.limiter.admit_now(ANNA, format="qr") for _ in range(60)]
    assert sum(each is not None and each.allowed for each in decisions) == 50
    assert stored(services) == 100
