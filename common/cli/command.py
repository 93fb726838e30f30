"""What a subcommand of barcode-api says of itself: one file in commands/ declares one COMMAND."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from common.settings import Settings, SettingsError, load


@dataclass(frozen=True)
class Command:
    """A subcommand.

    Attributes:
        name: the word on the command line.
        help: one line for ``--help``.
        add_arguments: declares its arguments on the parser it is given.
        run: does it and returns the exit status.
    """

    name: str
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


class CommandError(Exception):
    """What was asked can't be done; the text is for the one who typed it."""


def settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        CommandError: names every variable with a bad value.
    """
    try:
        return load(os.environ)
    except SettingsError as error:
        raise CommandError(str(error)) from None
