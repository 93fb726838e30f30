"""GS1 Digital Link: GS1 elements as a web address. GS1 Digital Link URI Syntax 1.5, section 4.

Elements are in the order of the standard: a key and its qualifiers in the path, all others in the
query. Values are percent-encoded, so that a ``/`` in a lot does not end it (4.7.1).
"""

from urllib.parse import urlsplit

from common.barcode.encode.gs1 import digital_link
from common.barcode.model.errors import DataError
from common.content import gs1_fields
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.problem_list import decoded

ID = "gs1_digital_link"
_RESOLVER = "https://id.gs1.org"
_OWN = ("domain", "parameters")
_DOMAIN = r"https?://[A-Za-z0-9.\-]+(:[0-9]+)?(\/[A-Za-z0-9._~\-\/]*)?"


def _build(values: Values) -> Payload:
    data = {name: value for name, value in values.items() if name not in _OWN}
    if not data:
        raise refused(ID, "gtin", "missing_key", "There is no key.", "Give gtin or another key.")
    elements = gs1_fields.elements(ID, data)
    domain = str(values.get("domain", _RESOLVER)).rstrip("/")
    try:
        address = digital_link.build(elements, domain)
        text = _with_parameters(address, [*map(str, values.get("parameters", []))])
        # Read back, so that further parameters can't change its meaning.
        digital_link.read(text, ID)
    except DataError as wrong:
        raise DataError.gather([gs1_fields.at("", one) for one in wrong.problems]) from None
    return Payload(text, symbology=CONTENT_TYPE.symbologies[0])


def _with_parameters(address: str, parameters: list[str]) -> str:
    if not parameters:
        return address
    return address + ("&" if "?" in address else "?") + "&".join(parameters)


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    try:
        link = digital_link.read(text, ID)
    except DataError as wrong:
        return _explain_broken(text, wrong)
    fields: dict[str, str | list[str]] = {**gs1_fields.named_values(link.elements)}
    if link.stem != _RESOLVER:
        fields["domain"] = link.stem
    # A name that begins with two digits is an application identifier, and has its own field.
    fields["parameters"] = [
        part for part in urlsplit(text).query.split("&") if part and not part[:2].isdigit()
    ]
    return checked(ID, fields)


def _explain_broken(text: str, wrong: DataError) -> Explanation:
    """Return the good elements of *text*, and the problems of the others at their fields."""
    elements, _ = digital_link.explain(text)
    good = gs1_fields.named_values([one for one in elements if not one.problem])
    problems = gs1_fields.problems(ID, elements) or [
        malformed(ID, "", one.message, one.fix, one.code.rpartition(".")[2])
        for one in wrong.problems
    ]
    fields: dict[str, str | list[str]] = {**good}
    # An explanation shows the text even if no part of it is understood.
    return Explanation(ID, fields or {"parameters": [text]}, tuple(problems))


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
    recognise=lambda text: digital_link.explain(text)[0] != (),
    explain=_explain,
    synonyms=("digital link", "resolver", "GTIN", "2D at point of sale", "sunrise 2027"),
)
