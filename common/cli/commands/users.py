"""`barcode-api users`: add, list, change and delete users, who have quotas of their own."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from common.cli.accounts import ACTOR, accounts_open
from common.cli.command import Command
from common.operations import users
from common.services.container import Services
from common.services.store.accounts import User


def add_arguments(parser: ArgumentParser) -> None:
    """Add the actions on users."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    adding = actions.add_parser(
        "add", help="add a user; prompts for the password, or reads it from stdin"
    )
    adding.add_argument("username", metavar="NAME")
    adding.add_argument("--tier", choices=users.TIERS, default="basic")
    adding.set_defaults(action=_add)
    listing = actions.add_parser("list", help="list every user")
    listing.set_defaults(action=_list)
    tier = actions.add_parser("set-tier", help="change a user's tier")
    tier.add_argument("username", metavar="NAME")
    tier.add_argument("tier", choices=users.TIERS)
    tier.set_defaults(action=_set_tier)
    passwd = actions.add_parser(
        "passwd", help="set a user's password and end their tokens; prompts, or reads stdin"
    )
    passwd.add_argument("username", metavar="NAME")
    passwd.set_defaults(action=_passwd)
    for word, help_text, action in (
        ("disable", "disable a user and every credential", _disable),
        ("enable", "enable a disabled user", _enable),
        ("delete", "delete a user and their API keys; their usage is kept", _delete),
    ):
        switching = actions.add_parser(word, help=help_text)
        switching.add_argument("username", metavar="NAME")
        switching.set_defaults(action=action)


def run(arguments: Namespace) -> int:
    """Run the action.

    Raises:
        CommandError: it failed.
    """
    with accounts_open() as services:
        arguments.action(services, arguments)
    return 0


def _add(services: Services, arguments: Namespace) -> None:
    password = _password()
    user = users.add(
        services, ACTOR, username=arguments.username, password=password, tier=arguments.tier
    )
    _print_user(user)


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _list(services: Services, _: Namespace) -> None:
    after = 0
    while page := services.accounts.users(after):
        for user in page:
            _print_user(user)
        after = page[-1].id


def _set_tier(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _print_user(users.change(services, ACTOR, user.id, tier=arguments.tier))


def _passwd(services: Services, arguments: Namespace) -> None:
    # Before the prompt: a name that is mistyped needs no password.
    user = users.find(services, arguments.username)
    _print_user(users.change(services, ACTOR, user.id, password=_password()))


def _delete(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    users.delete(services, ACTOR, user.id)
    _print_user(user)


def _disable(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _print_user(users.change(services, ACTOR, user.id, disabled=True))


def _enable(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    _print_user(users.change(services, ACTOR, user.id, disabled=False))


def _print_user(user: User) -> None:
    print(f"{user.id}\t{user.username}\t{user.tier}\t{'disabled' if user.disabled else 'enabled'}")


COMMAND = Command("users", "add, list, change and delete users", add_arguments, run)
