"""GS1 Digital Link: GS1 elements as a web address. GS1 Digital Link URI Syntax 1.5, section 4.

Elements are in the order of the standard: a key and its qualifiers in the path, all others in the
query. Values are percent-encoded, so that a ``/`` in a lot does not end it (4.7.1).
"""

import re
from urllib.parse import quote, unquote, urlsplit

from common.barcode import digital_link
from common.barcode.errors import DataError, Problem
from common.barcode.gs1 import Element
from common.content import gs1_fields
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.problem_list import decoded

ID = "gs1_digital_link"
_RESOLVER = "https://id.gs1.org"
# Each key with the qualifiers that may follow it in the path, in their order (4.8, 4.9).
_KEYS: dict[str, tuple[str, ...]] = {
    "01": ("22", "10", "21", "235"),
    "00": (),
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
_LINK = re.compile(
    r"https?://[^/?#\s]+(?:/[^?#\s]*)?/(?:01/[0-9]{8,14}|00/[0-9]{18}|(?:253|255|401|402|414|415"
    r"|417|8003|8004|8006|8010|8013|8017|8018)/[^/?#\s]{4,})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_DOMAIN = r"https?://[A-Za-z0-9.\-]+(:[0-9]+)?(\/[A-Za-z0-9._~\-\/]*)?"


def _build(values: Values) -> Payload:
    elements = gs1_fields.elements(ID, _without_link(values)) if _without_link(values) else ()
    by_ai = {element.ai: element.value for element in elements}
    key = next((ai for ai in _KEYS if ai in by_ai), None)
    if key is None:
        raise refused(
            ID, "gtin", "missing_key", "No element is a key of a link.", "Give gtin or another key."
        )
    path = [ai for ai in (key, *_KEYS[key]) if ai in by_ai]
    query = [f"{one.ai}={quote(one.value, safe='')}" for one in elements if one.ai not in path]
    query += map(str, values.get("parameters", []))
    domain = str(values.get("domain", _RESOLVER)).rstrip("/")
    address = "/".join((domain, *(f"{ai}/{quote(by_ai[ai], safe='')}" for ai in path)))
    text = f"{address}?{'&'.join(query)}" if query else address
    _read(text)
    return Payload(text, symbology=CONTENT_TYPE.symbologies[0])


def _without_link(values: Values) -> Values:
    own = ("domain", "parameters")
    return {name: value for name, value in values.items() if name not in own}


def _read(link: str) -> tuple[Element, ...]:
    """Return the checked elements of *link*.

    Raises:
        DataError: the link breaks the standard.
    """
    try:
        return digital_link.check(ID, link)
    except DataError as wrong:
        raise DataError.gather(
            [
                Problem("content", f"content.{ID}.bad_link", one.message, one.fix)
                if one.code.startswith(ID)
                else Problem("content", one.code, one.message, one.fix)
                for one in wrong.problems
            ]
        ) from None


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    try:
        elements = _read(text)
    except DataError as wrong:
        problems = [
            malformed(ID, "", one.message, one.fix, one.code.rpartition(".")[2])
            for one in wrong.problems
        ]
        return Explanation(ID, {"parameters": [text]}, tuple(problems))
    fields: dict[str, str | list[str]] = {**gs1_fields.named_values(elements)}
    domain = _domain(text, elements)
    if domain != _RESOLVER:
        fields["domain"] = domain
    fields["parameters"] = [
        part for part in urlsplit(text).query.split("&") if part and not part[:2].isdigit()
    ]
    return checked(ID, fields)


def _domain(link: str, elements: tuple[Element, ...]) -> str:
    """Return what is in front of the key in *link*."""
    parts = link.partition("?")[0].partition("#")[0].rstrip("/").split("/")
    pairs = {(one.ai, one.value.lstrip("0")) for one in elements}
    for place in range(3, len(parts) - 1):
        if parts[place] in _KEYS and (parts[place], unquote(parts[place + 1]).lstrip("0")) in pairs:
            return "/".join(parts[:place])
    return "/".join(parts[:3])


CONTENT_TYPE = ContentType(
    id=ID,
    title="GS1 Digital Link",
    standard="GS1 Digital Link Standard: URI Syntax 1.5, section 4",
    family="trade",
    description="Links an item's GS1 elements to the web: one symbol for tills and phones.",
    fields=(
        *gs1_fields.FIELDS,
        Field(
            "domain",
            "Domain",
            "The web address in front of the key; https://id.gs1.org if absent.",
            "https://example.com",
            pattern=_DOMAIN,
        ),
        Field(
            "parameters",
            "Further parameters",
            "What else the query holds, as name=value.",
            "linkType=gs1:pip",
            pattern=r"[A-Za-z_\-.~][^&#\s]*",
            repeated=True,
        ),
    ),
    symbologies=("gs1_dl_qr", "gs1_dl_datamatrix", "qr", "datamatrix"),
    build=_build,
    recognise=lambda text: _LINK.fullmatch(text) is not None,
    explain=_explain,
    synonyms=("digital link", "resolver", "GTIN", "2D at point of sale", "sunrise 2027"),
)
