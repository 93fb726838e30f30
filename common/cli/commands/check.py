"""`barcode-api check`: check the health of a running service."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, run_module


def add_arguments(parser: ArgumentParser) -> None:
    """Add the URL of the service."""
    parser.add_argument("--url", help="URL of the service (default: http://localhost and API_PORT)")


def run(arguments: Namespace) -> int:
    """Run the health check of the image, which prints one line; return its exit status."""
    url = ["--url", arguments.url] if arguments.url else []
    return run_module("check_websocket_health", *url)


COMMAND = Command("check", "check a running service over HTTP and WebSocket", add_arguments, run)
