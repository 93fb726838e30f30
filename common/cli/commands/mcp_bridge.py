"""`barcode-api mcp-bridge URL`: the stdio of a client, carried to a running server."""

import os
import sys
from argparse import ArgumentParser, Namespace
from urllib.parse import urlsplit

from common.cli.command import Command, CommandError

SCHEMES = ("ws", "wss", "http", "https")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare where the server is."""
    parser.add_argument(
        "url", metavar="URL", help="ws://…/mcp/ws/NAME or http://…/mcp; BARCODE_API_TOKEN is sent"
    )


def run(arguments: Namespace) -> int:
    """Become the bridge.

    Raises:
        CommandError: URL is none that it can carry to.
    """
    if urlsplit(arguments.url).scheme not in SCHEMES:
        raise CommandError(f"URL must begin with ws:// or http://, not {arguments.url!r}.")
    os.execv(sys.executable, [sys.executable, "-m", "mcp_daemon.bridge", arguments.url])


COMMAND = Command(
    "mcp-bridge", "carry an MCP client's standard streams to a server", add_arguments, run
)
