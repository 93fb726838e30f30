"""`barcode-api users`: add, list, change and disable those who have a quota of their own."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from common.cli.accounts import ACTOR, accounts_open
from common.cli.command import Command
from common.operations import users
from common.services.container import Services
from common.services.store.accounts import User


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be done to users."""
    acts = parser.add_subparsers(required=True, metavar="ACT")
    adding = acts.add_parser("add", help="add a user; asks for the password, or reads it on stdin")
    adding.add_argument("username", metavar="NAME")
    adding.add_argument("--tier", choices=users.TIERS, default="basic")
    adding.set_defaults(act=_add)
    listing = acts.add_parser("list", help="list every user")
    listing.set_defaults(act=_list)
    tier = acts.add_parser("set-tier", help="change a user's tier")
    tier.add_argument("username", metavar="NAME")
    tier.add_argument("tier", choices=users.TIERS)
    tier.set_defaults(act=_set_tier)
    for word, help_text, act in (
        ("disable", "end every credential of a user at once", _disable),
        ("enable", "let a disabled user in again", _enable),
    ):
        switching = acts.add_parser(word, help=help_text)
        switching.add_argument("username", metavar="NAME")
        switching.set_defaults(act=act)


def run(arguments: Namespace) -> int:
    """Do it.

    Raises:
        CommandError: it can't be done.
    """
    with accounts_open() as services:
        arguments.act(services, arguments)
    return 0


def _add(services: Services, arguments: Namespace) -> None:
    password = _password()
    user = users.add(
        services, ACTOR, username=arguments.username, password=password, tier=arguments.tier
    )
    _tell(user)


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _list(services: Services, _: Namespace) -> None:
    after = 0
    while found := services.accounts.users(after):
        for user in found:
            _tell(user)
        after = found[-1].id


def _set_tier(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _tell(users.change(services, ACTOR, user.id, tier=arguments.tier))


def _disable(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _tell(users.change(services, ACTOR, user.id, disabled=True))


def _enable(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _tell(users.change(services, ACTOR, user.id, disabled=False))


def _tell(user: User) -> None:
    print(f"{user.id}\t{user.username}\t{user.tier}\t{'disabled' if user.disabled else 'enabled'}")


COMMAND = Command("users", "add, list, change and disable users", add_arguments, run)
