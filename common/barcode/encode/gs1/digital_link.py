"""GS1 Digital Links: web addresses whose path, and query, hold GS1 elements.

Source: GS1 Digital Link Standard: URI Syntax 1.5, sections 4.3 to 4.9 (uncompressed form).
"""

from urllib.parse import unquote, urlsplit

from common.barcode.encode import gs1
from common.barcode.encode.gs1.identifiers import IDENTIFIERS
from common.barcode.model.errors import DataError

# The keys that may open the path, and the qualifiers that may follow each, in their order.
_QUALIFIERS: dict[str, tuple[str, ...]] = {
    "00": (),
    "01": ("22", "10", "21", "235"),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": ("254", "7040"),
    "415": ("8020",),
    "417": ("7040",),
    "8003": (),
    "8004": ("7040",),
    "8006": ("22", "10", "21"),
    "8010": ("8011",),
    "8013": (),
    "8017": ("8019",),
    "8018": ("8019",),
}
_UNRESERVED = frozenset(map(chr, range(33, 127))) - frozenset('"<>\\^`{|}')
_EXAMPLE = "Write it as in https://id.gs1.org/01/09501101530003/10/ABC?17=261231."


def check(id: str, link: str) -> tuple[gs1.Element, ...]:
    """Return the GS1 elements of *link*, each checked.

    Raises:
        DataError: ``<id>.bad_link``, or ``gs1.…`` of an element.
    """
    if not _UNRESERVED.issuperset(link):
        raise _refusal(id, "It holds characters that no web address has unescaped.")
    try:
        address = urlsplit(link)
    except ValueError:
        raise _refusal(id, "It is no web address.") from None
    if address.scheme.lower() not in ("http", "https") or not address.netloc:
        raise _refusal(id, "It does not begin with https:// and a domain.")
    pairs = [*_path(id, address.path.strip("/").split("/")), *_query(address.query)]
    return gs1.parse("".join(f"({ai}){_escaped(unquote(value))}" for ai, value in pairs))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("(", "\\(")


def _path(id: str, parts: list[str]) -> list[tuple[str, str]]:
    for start in range(len(parts) - 1):
        if parts[start] in _QUALIFIERS and (len(parts) - start) % 2 == 0:
            pairs = list(zip(parts[start::2], parts[start + 1 :: 2], strict=True))
            _check_order(id, [ai for ai, _ in pairs])
            return [(ai, _padded(ai, value)) for ai, value in pairs]
    raise _refusal(id, "Its path holds no GS1 key, such as /01/ and a GTIN.")


def _check_order(id: str, identifiers: list[str]) -> None:
    key, *qualifiers = identifiers
    allowed = _QUALIFIERS[key]
    places = [allowed.index(ai) if ai in allowed else -1 for ai in qualifiers]
    if -1 in places or places != sorted(set(places)):
        order = ", ".join(allowed) or "nothing"
        raise _refusal(id, f"After /{key}/ may follow, in this order, {order}.")


def _padded(ai: str, value: str) -> str:
    # A GTIN-8, -12 or -13 may stand in a link without its leading zeros (4.4.1).
    return value.zfill(14) if ai == "01" and len(value) in (8, 12, 13) else value


def _query(query: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in query.replace(";", "&").split("&") if part]
    return [(ai, value) for ai, _, value in pairs if ai in IDENTIFIERS]


def _refusal(id: str, message: str) -> DataError:
    return DataError.of("data", f"{id}.bad_link", message, _EXAMPLE)
