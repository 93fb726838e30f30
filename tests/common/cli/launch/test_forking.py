"""A program that is started as a fork behaves as one of an interpreter of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from common.cli.launch.processes import LAUNCHER
from tests.mcp_daemon.running import ROOT
from tests.servers.waiting import WAIT_SECONDS

# Starts the module `program` as the launcher does, with handlers, a lock and a file of its own.
PARENT = f"""
import os, signal, sys, tempfile
from pathlib import Path
from common.cli.launch import forking
signal.signal(signal.SIGTERM, lambda *_: None)
reading, writing = os.pipe()
os.set_blocking(writing, False)
signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
own = tempfile.TemporaryFile()
environ = {{"{LAUNCHER}": str(os.getpid()), **os.environ, "ONLY_CHILD": "1"}}
pid = forking.start(["program", "one"], environ, Path(sys.argv[1]), "a-program")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)
"""


def run(folder: Path, program: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run *program* as a fork, and return its output and exit status."""
    (folder / "program.py").write_text(program)
    path = os.pathsep.join((str(ROOT), str(folder)))
    return subprocess.run(
        [sys.executable, "-c", PARENT, str(folder)],
        env={**os.environ, "PYTHONPATH": path, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )


def test_program_has_its_arguments_environment_and_folder(tmp_path: Path) -> None:
    program = """
import os, sys
print(__name__, sys.argv, os.environ["ONLY_CHILD"], os.getcwd())
print(open("/proc/self/comm").read().strip())
"""
    expected = f"__main__ ['program', 'one'] 1 {tmp_path}\na-program\n"
    assert run(tmp_path, program).stdout == expected


def test_program_has_the_signal_handlers_of_a_new_interpreter(tmp_path: Path) -> None:
    """Python's documentation of signal: SIGINT raises KeyboardInterrupt; others are the system's.

    execve(2): dispositions that ignore a signal are kept.
    """
    program = """
import signal
blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
handlers = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE)]
print(handlers == [signal.SIG_DFL, signal.default_int_handler, signal.SIG_IGN], blocked)
print(signal.set_wakeup_fd(-1))
"""
    assert run(tmp_path, program).stdout == "True set()\n-1\n"


def test_program_has_no_descriptors_of_its_parent(tmp_path: Path) -> None:
    """A lock of the launcher would otherwise outlive it."""
    program = "import os; print(sorted(os.listdir('/proc/self/fd')))"
    # The fourth is that of the listing itself.
    assert run(tmp_path, program).stdout == "['0', '1', '2', '3']\n"


@pytest.mark.parametrize(
    ("end", "status", "error"),
    [
        ("", 0, ""),
        ("raise SystemExit(7)", 7, ""),
        ("raise SystemExit('no room')", 1, "no room\n"),
        ("raise SystemExit", 0, ""),
    ],
)
def test_program_ends_with_its_status(tmp_path: Path, end: str, status: int, error: str) -> None:
    """Python's documentation of SystemExit."""
    done = run(tmp_path, end)
    assert (done.returncode, done.stderr) == (status, error)


def test_unhandled_exception_ends_a_program_with_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, "1 / 0")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("ZeroDivisionError: division by zero")


def test_end_waits_for_threads_and_runs_what_was_registered(tmp_path: Path) -> None:
    """Python's documentation of threading and atexit."""
    program = """
import atexit, threading
proceed = threading.Event()
atexit.register(print, "registered")
threading.Thread(target=lambda: (proceed.wait(), print("thread"))).start()
threading.Timer(0.01, proceed.set).start()
print("end")
"""
    assert run(tmp_path, program).stdout == "end\nthread\nregistered\n"


def test_program_of_an_ended_launcher_ends(tmp_path: Path) -> None:
    """A launcher can be killed while it forks."""
    launcher = subprocess.Popen(["true"])
    launcher.wait(WAIT_SECONDS)
    done = run(tmp_path, "print('runs')", **{LAUNCHER: str(launcher.pid)})
    assert (done.returncode, done.stdout) == (-signal.SIGTERM & 0xFF, "")


def test_grandchild_of_the_launcher_runs(tmp_path: Path) -> None:
    """Supervisord is a child of the launcher, and its programs are grandchildren."""
    launcher = {LAUNCHER: str(os.getpid())}
    assert run(tmp_path, "print('runs')", **launcher).stdout == "runs\n"
