"""`barcode-api mcp`: an MCP server over standard input and output."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, run_module


def add_arguments(parser: ArgumentParser) -> None:
    """Add no arguments: settings come from the environment."""


def run(arguments: Namespace) -> int:
    """Run the server until its input ends."""
    return run_module("mcp_daemon.stdio")


COMMAND = Command("mcp", "run an MCP server over standard input and output", add_arguments, run)
