"""`barcode-api mcp-bridge URL`: connect the standard streams of an MCP client to a server."""

from argparse import ArgumentParser, Namespace
from urllib.parse import urlsplit

from common.cli.command import Command, CommandError, run_module

SCHEMES = ("ws", "wss", "http", "https")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the URL of the server."""
    parser.add_argument(
        "url",
        metavar="URL",
        help="ws://…/mcp/ws/NAME or http://…/mcp; BARCODE_API_TOKEN is sent",
    )


def run(arguments: Namespace) -> int:
    """Run the bridge until its input ends.

    Raises:
        CommandError: the scheme of the URL is not supported.
    """
    if urlsplit(arguments.url).scheme not in SCHEMES:
        raise CommandError(f"URL must begin with ws:// or http://, not {arguments.url!r}.")
    return run_module("mcp_daemon.bridge", arguments.url)


COMMAND = Command(
    "mcp-bridge", "connect an MCP client's standard streams to a server", add_arguments, run
)
