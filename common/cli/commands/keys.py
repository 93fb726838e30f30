"""`barcode-api keys`: make, list and revoke API keys."""

from argparse import ArgumentParser, Namespace

from common.cli.accounts import ACTOR, accounts_open
from common.cli.command import Command
from common.operations import users
from common.services.container import Services


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be done to keys."""
    acts = parser.add_subparsers(required=True, metavar="ACT")
    making = acts.add_parser("create", help="make a key and print it, this once")
    making.add_argument("username", metavar="NAME")
    making.add_argument("--label", default="", help="what its owner calls it")
    making.set_defaults(act=_create)
    listing = acts.add_parser("list", help="list a user's keys, without their secrets")
    listing.add_argument("username", metavar="NAME")
    listing.set_defaults(act=_list)
    revoking = acts.add_parser("revoke", help="end a key at once")
    revoking.add_argument("username", metavar="NAME")
    revoking.add_argument("id", metavar="ID", type=int)
    revoking.set_defaults(act=_revoke)


def run(arguments: Namespace) -> int:
    """Do it.

    Raises:
        CommandError: it can't be done.
    """
    with accounts_open() as services:
        arguments.act(services, arguments)
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


COMMAND = Command("keys", "make, list and revoke API keys", add_arguments, run)
