"""`barcode-api check`: check the health of a running service."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace

from common.cli.command import Command


def add_arguments(parser: ArgumentParser) -> None:
    """Add the URL of the service."""
    parser.add_argument("--url", help="URL of the service (default: http://localhost and API_PORT)")


def run(arguments: Namespace) -> int:
    """Run the health check of the image, which prints one line; return its exit status."""
    url = ["--url", arguments.url] if arguments.url else []
    command = [sys.executable, "-m", "check_websocket_health", *url]
    return subprocess.run(command, check=False).returncode


COMMAND = Command("check", "check a running service over HTTP and WebSocket", add_arguments, run)
