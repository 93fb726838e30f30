"""The product's own daemon and Gunicorn as processes, as supervisord starts them."""

import os
import sys
from collections.abc import Iterator

import pytest

from tests.mcp_daemon.running import ROOT, parsers_socket
from tests.servers.process import ServerProcess, free_port

PATH = "/api/v1/mcp/ws/test-client"
GUNICORN = ("gunicorn", "--config", "python:rest.gunicorn_settings", "rest.app:get_app()")


@pytest.fixture(scope="session")
def mcp_ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Start both servers, and yield the port of each."""
    data_dir = tmp_path_factory.mktemp("served")
    ports = {"daemon": free_port(), "gunicorn": free_port()}
    environ = os.environ | {
        "DATA_DIR": str(data_dir),
        "API_PORT": str(ports["gunicorn"]),
        "MCP_WS_PORT": str(ports["daemon"]),
        "WORKERS": "1",
        "RATE_LIMIT_BURST": "100000",
        "PYTHONPATH": str(ROOT),
    }
    parsers = ServerProcess(
        [sys.executable, "-m", "common.cli.launch.parsers"],
        data_dir / "parsers.log",
        parsers_socket(data_dir),
        environ=environ,
    )
    servers = [
        ServerProcess(
            [sys.executable, "-m", *arguments],
            data_dir / f"{name}.log",
            ready,
            environ=environ,
        )
        for name, arguments, ready in (
            ("daemon", ["mcp_daemon"], "MCP at"),
            ("gunicorn", GUNICORN, "Listening at"),
        )
    ]
    yield ports
    for server in (*servers, parsers):
        server.stop()


@pytest.fixture(params=["daemon", "gunicorn"])
def mcp_url(request: pytest.FixtureRequest, mcp_ports: dict[str, int]) -> str:
    """Return the URL of the WebSocket, for each port in turn."""
    return f"ws://127.0.0.1:{mcp_ports[request.param]}{PATH}"
