"""`barcode-api mcp`: an MCP server over standard input and output."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from common.cli.command import Command, CommandError, run_module


def add_arguments(parser: ArgumentParser) -> None:
    """Add the folders; settings come from the environment."""
    parser.add_argument(
        "--allow",
        metavar="FOLDER",
        action="append",
        default=[],
        help="a folder whose files the tools may read, and to which they may write; repeatable",
    )


def run(arguments: Namespace) -> int:
    """Run the server until its input ends.

    Raises:
        CommandError: an allowed folder does not exist.
    """
    folders = [Path(folder).expanduser() for folder in arguments.allow]
    for folder in folders:
        if not folder.is_dir():
            raise CommandError(f"--allow {folder}: there is no such folder. Create it first.")
    return run_module("mcp_daemon.stdio", *map(str, folders))


COMMAND = Command("mcp", "run an MCP server over standard input and output", add_arguments, run)
