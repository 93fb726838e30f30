"""The declaration of a subcommand: one file in commands/ declares one COMMAND."""

import os
import runpy
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from common.settings import Settings, SettingsError, load


@dataclass(frozen=True)
class Command:
    """A subcommand.

    Attributes:
        name: name on the command line.
        help: one line for ``--help``.
        add_arguments: adds its arguments to a parser.
        run: runs it and returns the exit status.
    """

    name: str
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


class CommandError(Exception):
    """A command failed; the text is shown to the user."""


def run_module(name: str, *arguments: str) -> int:
    """Run the module *name* in this process, as ``python -m NAME ARGUMENTS`` does.

    The module belongs to another edge, which `common.cli` does not import. It gets the streams and
    signals of this process: a child would not receive what a client sends to its parent, and on
    Windows exec ends the process that the client started.

    Raises:
        SystemExit: the module has ended with this status.
    """
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__")
    return 0


def settings() -> Settings:
    """Return the settings in the environment.

    Raises:
        CommandError: a value is bad; the text names every such variable.
    """
    try:
        return load(os.environ)
    except SettingsError as error:
        raise CommandError(str(error)) from None
