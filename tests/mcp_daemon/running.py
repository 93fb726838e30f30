"""A daemon on a thread of the test's process, and Gunicorn as a process in front of it."""

import asyncio
import os
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from websockets.sync.client import ClientConnection, connect

from common import settings
from common.mcp.protocol.registry import Registry
from common.services.connections.backend import ConnectionTotals
from common.services.connections.registry import Connections
from common.services.container import Services, open_services
from mcp_daemon.server import Daemon
from tests.servers.process import ServerProcess, free_port
from tests.servers.waiting import START_SECONDS, WAIT_SECONDS, wait_for_end

ROOT = Path(__file__).parents[2]
PATH = "/api/v1/mcp/ws/test"
# Gunicorn logs it for each worker that it starts.
BOOTED = "Booting worker with pid"


def parsers_socket(data_dir: Path) -> Path:
    """Return the path of the socket of the parsers, in a folder that exists."""
    (data_dir / "run").mkdir(exist_ok=True)
    return data_dir / "run" / "parsers.sock"


class ObservedConnections:
    """The registry of connections, which signals each report."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._reported = threading.Condition()

    def report(self, daemon: str, open_connections: int) -> None:
        self._connections.report(daemon, open_connections)
        with self._reported:
            self._reported.notify_all()

    def wait_for_count(self, count: int) -> None:
        """Wait until *count* connections of a daemon are registered."""
        with self._reported:
            counted = ConnectionTotals(daemons=1, connections=count)
            assert self._reported.wait_for(lambda: self.totals() == counted, WAIT_SECONDS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connections, name)


class StopEvent(asyncio.Event):
    """Ends a daemon, which waits for it as soon as it serves: then *serving* is set."""

    def __init__(self, serving: threading.Event) -> None:
        super().__init__()
        self._serving = serving

    async def wait(self) -> Literal[True]:
        self._serving.set()
        return await super().wait()


class RunningDaemon:
    """A daemon that serves *registry* from *data_dir*, with further settings by variable.

    Attributes:
        port: its own port.
        services: the services that it uses.
        connections: its registry.
    """

    def __init__(self, registry: Registry, data_dir: Path, **variables: object) -> None:
        self.port = free_port()
        environ = {
            "DATA_DIR": str(data_dir),
            "MCP_WS_PORT": str(self.port),
            "RATE_LIMIT_BURST": "100000",
        }
        environ |= {name: str(value) for name, value in variables.items()}
        self.settings = settings.load(environ)
        opened = open_services(self.settings, process="mcp")
        self.connections = ObservedConnections(opened.connections)
        self.services: Services = replace(opened, connections=self.connections)
        self._registry = registry
        # Set when the daemon serves, or has failed.
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._started.wait(WAIT_SECONDS)
        if self._failure is not None:
            raise self._failure
        self.connections.wait_for_count(0)

    def _serve(self) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            self._stop = StopEvent(self._started)
            await Daemon(self.services, self._registry).run(self._stop)

        try:
            asyncio.run(main())
        except BaseException as error:
            self._failure = error
            self._started.set()

    def request_stop(self) -> None:
        """Request that the daemon drains and ends."""
        self._loop.call_soon_threadsafe(self._stop.set)

    def join(self) -> None:
        """Wait until it has ended."""
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        """Let the daemon drain and end."""
        if self._thread.is_alive():
            self.request_stop()
        self.join()
        self.services.close()


class RunningGunicorn:
    """Gunicorn with the product's own settings, and with its own app or *app*.

    The processes that parse files of clients run with it, as under supervisord, unless *parsers*
    is False because no test sends files.
    """

    def __init__(
        self,
        data_dir: Path,
        app: str = "rest.app:get_app()",
        *,
        parsers: bool = True,
        **variables: object,
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        environ = os.environ | {
            "DATA_DIR": str(data_dir),
            "API_PORT": str(self.port),
            "WORKERS": "1",
            # Tests send more requests than people do.
            "RATE_LIMIT_BURST": "100000",
            "PYTHONPATH": str(ROOT),
            **{name: str(value) for name, value in variables.items()},
        }
        self._parsers = None
        if parsers:
            self._parsers = ServerProcess(
                [sys.executable, "-m", "common.cli.launch.parsers"],
                data_dir / "parsers.log",
                parsers_socket(data_dir),
                environ=environ,
            )
        command = [sys.executable, "-m", "gunicorn", "--config", "python:rest.gunicorn_settings"]
        self.server = ServerProcess(
            [*command, app],
            data_dir / "gunicorn.log",
            "Listening at",
            environ=environ,
        )
        assert self.get("/livez")[0] == 200

    def stop(self) -> None:
        """Stop Gunicorn and the parsers."""
        self.server.stop()
        if self._parsers is not None:
            self._parsers.stop()

    @property
    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        master = self.server.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text()
        return [int(pid) for pid in children.split()]

    def replace_workers(self, end: Callable[[], None]) -> None:
        """Call *end*, which ends the worker, and wait until another one answers."""
        old, booted = self.workers, self.server.output().count(BOOTED)
        end()
        self.server.wait_for_output(BOOTED, booted + 1)
        # After a reload the old one still answers what it has accepted.
        wait_for_end(old, START_SECONDS)
        assert self.get("/livez")[0] == 200

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of a GET; status 0 without an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            # A worker that was started a moment ago is still importing the app.
            with urllib.request.urlopen(request, timeout=START_SECONDS) as response:
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()
        except OSError:
            return 0, {}, b""


@dataclass(frozen=True)
class Endpoint:
    """One of the two ports of the same daemon."""

    port: int
    path: str = PATH

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}{self.path}"

    def connect(self, **options: Any) -> AbstractContextManager[ClientConnection]:
        """Open a WebSocket as a client does."""
        # A worker that was restarted a moment ago may still be starting.
        options = {"open_timeout": START_SECONDS, "close_timeout": 1, "proxy": None} | options
        opening: AbstractContextManager[ClientConnection] = connect(self.url, **options)
        return opening
