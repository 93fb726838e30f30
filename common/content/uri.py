"""Percent-encoding for content types that are URIs. Source: RFC 3986, sections 2 and 3.4."""

from collections.abc import Iterable
from urllib.parse import quote, unquote

from common.content.problem_list import ProblemList


def encoded(value: str, safe: str = "") -> str:
    """Return *value* with everything but unreserved characters and *safe* percent-encoded."""
    # quote() leaves "/" alone unless safe is given.
    return quote(value, safe=safe)


def query(pairs: Iterable[tuple[str, str]], safe: str = "") -> str:
    """Return the query of *pairs*, spaces as ``%20``: a ``+`` is a plus sign in these schemes."""
    return "&".join(f"{name}={encoded(value, safe)}" for name, value in pairs)


def parsed_query(
    text: str, names: dict[str, str], problems: ProblemList, *, separator: str = "&"
) -> dict[str, str]:
    """Return the values of a query by field name; unknown and repeated parameters are problems.

    Args:
        text: the query without its question mark.
        names: the field name of each parameter, by the parameter's name in lower case.
        problems: where problems are added.
        separator: what separates parameters.
    """
    found: dict[str, str] = {}
    for pair in filter(None, text.split(separator)):
        name, _, value = pair.partition("=")
        field = names.get(name.casefold())
        if field is None:
            problems.add(
                "",
                "unknown_parameter",
                f"The parameter {name[:40]!r} is not part of the standard.",
                f"Use {', '.join(names)}.",
            )
        elif field in found:
            problems.add(
                field,
                "repeated_parameter",
                f"The parameter {name} occurs more than once.",
                "Keep one of them; readers take the first or the last.",
            )
        elif value:
            found[field] = decoded_value(field, value, problems)
    return found


def decoded_value(field: str, value: str, problems: ProblemList) -> str:
    """Return *value* without percent-encoding; bytes that are not UTF-8 are a problem."""
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        problems.add(
            field,
            "not_utf8",
            "The percent-encoded bytes are not UTF-8.",
            "Encode characters outside ASCII as UTF-8.",
        )
        return unquote(value, encoding="iso8859-1")
