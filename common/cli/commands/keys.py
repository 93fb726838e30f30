"""`barcode-api keys`: create, list and revoke API keys."""

from argparse import ArgumentParser, Namespace

from common.cli.accounts import ACTOR, accounts_open
from common.cli.command import Command
from common.operations import users
from common.services.container import Services


def add_arguments(parser: ArgumentParser) -> None:
    """Add the actions on keys."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    # Only its digest is stored.
    creating = actions.add_parser("create", help="create a key and print it; it is shown only once")
    creating.add_argument("username", metavar="NAME")
    creating.add_argument("--label", default="", help="a name for the key")
    creating.set_defaults(action=_create)
    listing = actions.add_parser("list", help="list a user's keys, without their secrets")
    listing.add_argument("username", metavar="NAME")
    listing.set_defaults(action=_list)
    revoking = actions.add_parser("revoke", help="revoke a key")
    revoking.add_argument("username", metavar="NAME")
    revoking.add_argument("id", metavar="ID", type=int)
    revoking.set_defaults(action=_revoke)


def run(arguments: Namespace) -> int:
    """Run the action.

    Raises:
        CommandError: it failed.
    """
    with accounts_open() as services:
        arguments.action(services, arguments)
    return 0


def _create(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    print(users.create_key(services, ACTOR, user.id, arguments.label).secret)


def _list(services: Services, arguments: Namespace) -> None:
    for key in users.keys(services, users.find(services, arguments.username).id):
        print(f"{key.id}\t{key.beginning}…\t{key.label}")


def _revoke(services: Services, arguments: Namespace) -> None:
    user = users.find(services, arguments.username)
    users.revoke_key(services, ACTOR, user.id, arguments.id)


COMMAND = Command("keys", "create, list and revoke API keys", add_arguments, run)
