"""Runs supervisord on one DATA_DIR, and ends every process of the stack.

The launcher stays in the foreground; in a container it is process 1. It copies the programs' logs
to stdout, forwards SIGTERM and SIGINT, and adopts and ends processes that outlive supervisord.
"""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from common.cli.launch import (
    forking,
    log_relay,
    preflight,
    preloading,
    private_redis,
    processes,
    ready_message,
)
from common.cli.launch.paths import StackPaths
from common.cli.launch.startup_warnings import startup_warnings
from common.services.rlimits import raise_descriptor_limit
from common.settings import Settings

# A stack has to end within 10 s of a stop signal: supervisord gets most of them.
STOP_SECONDS = 8.0
LEFTOVERS_SECONDS = 1.0
SUPERVISORD = "common.cli.launch.forking_supervisord"
PROGRAMS = ("supervisord", "redis", "parsers", "mcp_daemon", "gunicorn")
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

# Folder of the packages and of supervisord.conf: the clone, or the private folder of the wheel.
ROOT = Path(__file__).parents[3]
CONFIGURATION = ROOT / "supervisord.conf"


class Stack:
    """One supervisord with its programs."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._environ = dict(environ)
        self.folders = StackPaths(settings.data_dir.absolute())
        self.logs = settings.log_directory or self.folders.data / "logs"
        self._stopping = threading.Event()
        self._settled = threading.Event()  # set while the stack neither starts nor stops
        self._stop_sent_at: float | None = None

    @property
    def private_redis(self) -> bool:
        """Whether the stack runs a Redis of its own."""
        return self._settings.redis_url is None and private_redis.program() is not None

    @property
    def _log_umask(self) -> int:
        """The umask of log files: a LOG_DIRECTORY of the operator may have a group that reads."""
        is_own = self.logs.absolute().is_relative_to(self.folders.data)
        return 0o077 if is_own else 0o027

    @property
    def addresses(self) -> ready_message.Addresses:
        """Addresses on which the stack listens."""
        settings = self._settings
        return ready_message.Addresses(
            settings.host, settings.api_port, settings.mcp_ws_port, settings.root_path
        )

    def environment(self) -> dict[str, str]:
        """Return the environment of supervisord and its programs."""
        others = self._environ.get("PYTHONPATH")
        own = {
            "DATA_DIR": str(self.folders.data),
            "BARCODE_API_PYTHON": sys.executable,
            processes.LAUNCHER: str(os.getpid()),
            "BARCODE_API_RUN": str(self.folders.run),
            "BARCODE_API_LOGS": str(self.logs.absolute()),
            # The programs import what this process has imported, whatever is installed elsewhere.
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), others))),
            "BARCODE_API_STORE_PREPARED": "true",
            "BARCODE_API_PRIVATE_REDIS": str(self.private_redis).lower(),
        }
        if self.private_redis:
            own["REDIS_URL"] = f"unix://{quote(str(self.folders.redis_socket))}"
        return {**self._environ, **own}

    def run(self) -> int:
        """Check, start, supervise and end the stack, and return the exit status.

        Raises:
            PreflightError: the stack can't start.
        """
        wake = self._listen_for_signals()
        # supervisord creates the log files with it; programs have a umask of their own.
        os.umask(self._log_umask)
        preflight.check_printers(self._settings)
        preflight.make_folders(self.folders, self.logs)
        with preflight.claim(self.folders):
            preflight.await_previous_end(self.folders)
            preflight.check_ports(
                self._settings.host,
                {"API_PORT": self._settings.api_port, "MCP_WS_PORT": self._settings.mcp_ws_port},
            )
            preflight.sweep(self.folders)
            preloading.preload(self._settings)
            environ = self.environment()
            if self.private_redis:  # it does not run yet
                del environ["REDIS_URL"]
            preflight.prepare_store(environ, ROOT)
            return 0 if self._stopping.is_set() else self._supervise(wake)

    def _supervise(self, wake: int) -> int:
        processes.adopt_orphans()
        raise_descriptor_limit()  # every program inherits it
        self._display = log_relay.Display([self.logs / f"{name}.log" for name in PROGRAMS])
        # Before any thread starts: a fork copies none, and what they hold would stay locked.
        supervisord = self._start_supervisord()
        self._display.start()
        for line in startup_warnings(self._settings):
            self._display.say(line)
        threading.Thread(target=self._announce, daemon=True).start()
        status = self._watch(supervisord, wake)
        if self._stop_sent_at is not None and status == -signal.SIGTERM:
            status = 0  # supervisord was stopped before it handled signals
        self._stopping.set()
        return self._exit_status(status)

    def _start_supervisord(self) -> int:
        """Start supervisord, and return its process id."""
        user = ["--user", "root"] if os.getuid() == 0 else []
        arguments = [SUPERVISORD, "--configuration", str(CONFIGURATION), *user]
        return forking.start(arguments, self.environment(), ROOT, "supervisord")

    def _listen_for_signals(self) -> int:
        """Install signal handlers, and return a descriptor that is readable after any signal."""
        wake, ring = os.pipe()
        os.set_blocking(ring, False)
        # A descriptor and not a handler wakes the loop: no signal is lost between a check and the
        # wait.
        signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_stop_signal)
        return wake

    def _on_stop_signal(self, *_: object) -> None:
        self._settled.clear()
        self._stopping.set()

    def _watch(self, supervisord: int, wake: int) -> int:
        """Wait for the end of supervisord, forward stop signals, and return its exit code."""
        while True:
            ended = processes.reap()
            if supervisord in ended:
                break
            if self._stopping.is_set():
                self._stop(supervisord)
            # supervisord checks its programs once a second, and after each connection: connecting
            # makes starts and stops faster.
            if not self._settled.is_set():
                processes.accepts(self.folders.supervisor_socket)
            if select.select([wake], [], [], 0.5 if self._settled.is_set() else 0.1)[0]:
                os.read(wake, 1024)
        processes.end_children(LEFTOVERS_SECONDS)
        return os.waitstatus_to_exitcode(ended[supervisord])

    def _stop(self, supervisord: int) -> None:
        if self._stop_sent_at is None:
            self._stop_sent_at = time.monotonic()
            self._display.say("Stopping.")
            os.kill(supervisord, signal.SIGTERM)
        elif time.monotonic() - self._stop_sent_at > STOP_SECONDS:
            os.kill(supervisord, signal.SIGKILL)

    def _exit_status(self, status: int) -> int:
        # supervisord itself ends with 0 in this case.
        if self.folders.fatal.exists():
            name = self.folders.fatal.read_text()
            self._display.say(f"{name} keeps failing: see {self.logs / name}.log.")
            status = 1
        elif status:
            self._display.say(f"supervisord ended with status {status}: see {self.logs}.")
        self._display.close()
        return 1 if status else 0

    def _announce(self) -> None:
        if ready_message.await_answers(self.addresses, self._stopping):
            self._settled.set()
            for line in ready_message.ready_lines(self.addresses, self.supervisorctl):
                self._display.say(line)

    @property
    def supervisorctl(self) -> str:
        """Command line of supervisorctl for this stack."""
        program = Path(sys.executable).with_name("supervisorctl")
        if program.is_relative_to(Path.cwd()):
            program = program.relative_to(Path.cwd())
        if self.folders.data == ROOT / "data" and Path.cwd() == ROOT:
            return f"{program} -c supervisord.conf"
        return f"{program} -s unix://{self.folders.supervisor_socket}"
