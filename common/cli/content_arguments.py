"""The arguments `--content` and `--field` of the commands that draw."""

from collections.abc import Callable, Sequence

from common.barcode.model.errors import OptionError
from common.operations import content_fields


def add(add_argument: Callable[..., object]) -> None:
    """Add the content type and its fields by *add_argument*, a method of a parser or group."""
    add_argument(
        "--content", metavar="TYPE", help="build the data by an application standard, such as wifi"
    )
    add_argument(
        "--field",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a field of --content; repeat it for more fields",
    )


def fields(pairs: Sequence[str]) -> dict[str, str | list[str]]:
    """Return the fields of content: one value as text, several as a list.

    Raises:
        OptionError: one of *pairs* has no name or no equals sign.
    """
    values: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise OptionError.of(
                "field",
                "option.bad_value",
                f"{pair[:40]!r} is not the name of a field and its value.",
                "Give --field NAME=VALUE, such as --field ssid=Guests.",
            )
        # A field that takes several values is given several times.
        values.setdefault(f"{content_fields.PREFIX}{name}", []).append(value)
    return {name: given[0] if len(given) == 1 else given for name, given in values.items()}
