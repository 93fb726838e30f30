"""`barcode-api check`: is a running service well?"""

import subprocess
import sys
from argparse import ArgumentParser, Namespace

from common.cli.command import Command


def add_arguments(parser: ArgumentParser) -> None:
    """Declare where the service is."""
    parser.add_argument("--url", help="where it is (default: http://localhost and API_PORT)")


def run(arguments: Namespace) -> int:
    """Run the health check that the image runs too; it prints one line."""
    url = ["--url", arguments.url] if arguments.url else []
    command = [sys.executable, "-m", "check_websocket_health", *url]
    return subprocess.run(command, check=False).returncode


COMMAND = Command("check", "check a running service over HTTP and WebSocket", add_arguments, run)
