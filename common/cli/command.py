"""The declaration of a subcommand: one file in commands/ declares one COMMAND."""

import os
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


def settings() -> Settings:
    """Return the settings in the environment.

    Raises:
        CommandError: a value is bad; the text names every such variable.
    """
    try:
        return load(os.environ)
    except SettingsError as error:
        raise CommandError(str(error)) from None
