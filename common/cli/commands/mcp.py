"""`barcode-api mcp`: an MCP server over standard input and output."""

import os
import sys
from argparse import ArgumentParser, Namespace

from common.cli.command import Command


def add_arguments(parser: ArgumentParser) -> None:
    """Add no arguments: settings come from the environment."""


def run(arguments: Namespace) -> int:
    """Replace this process by the server, so that it has the client's streams and signals."""
    os.execv(sys.executable, [sys.executable, "-m", "mcp_daemon.stdio"])


COMMAND = Command("mcp", "run an MCP server over standard input and output", add_arguments, run)
