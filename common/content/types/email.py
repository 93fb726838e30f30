"""E-mails. RFC 6068; NTT DoCoMo's MATMSG is understood as well."""

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.escapes import parsed_fields
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of
from common.content.uri import decoded_value, encoded, parsed_query, query

_ID = "email"
_PARAMETERS = {name: name for name in ("to", "cc", "bcc", "subject", "body")}
_ADDRESS = r'[^@\s,;:<>"\x00-\x1f]+@[^@\s,;:<>"\x00-\x1f]+'
_MATMSG = {"TO": "to", "SUB": "subject", "BODY": "body"}


def build(fields: Values) -> Payload:
    """Return a mailto URI; line breaks of the body are CR LF, percent-encoded."""
    to = ",".join(_address(address) for address in texts_of(fields, "to"))
    copies = [
        f"{name}={','.join(_address(address) for address in texts_of(fields, name))}"
        for name in ("cc", "bcc")
        if texts_of(fields, name)
    ]
    texts = [(name, text_of(fields, name)) for name in ("subject", "body")]
    # RFC 6068, 5: line breaks in the body must be %0D%0A.
    written = [(name, text.replace("\r\n", "\n").replace("\n", "\r\n")) for name, text in texts]
    parameters = "&".join([*copies, *filter(None, [query(pair for pair in written if pair[1])])])
    return Payload(f"mailto:{to}{'?' if parameters else ''}{parameters}", symbology="qr")


def _address(address: str) -> str:
    return encoded(address, safe="@!$'*+-._~")


def recognise(text: str) -> bool:
    """Return True for a mailto URI and for MATMSG."""
    return text[:7].casefold() in ("mailto:", "matmsg:")


def explain(payload: bytes | str) -> Explanation:
    """Return addresses, subject and body of either form."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    found = _matmsg(text, problems) if text[:6].upper() == "MATMSG" else _mailto(text, problems)
    values: dict[str, str | list[str]] = {}
    for name, value in found.items():
        if name in ("to", "cc", "bcc"):
            values[name] = [address for address in value.split(",") if address]
        else:
            values[name] = value.replace("\r\n", "\n")
    values = present(values)
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


def _mailto(text: str, problems: ProblemList) -> dict[str, str]:
    path, _, rest = text[7:].partition("?")
    found = parsed_query(rest, _PARAMETERS, problems)
    addresses = [decoded_value("to", path, problems), found.pop("to", "")]
    return {"to": ",".join(filter(None, addresses)), **found}


def _matmsg(text: str, problems: ProblemList) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in parsed_fields(text[7:], _MATMSG, problems):
        found.setdefault(name, []).append(value)
    return {name: ",".join(values) for name, values in found.items()}


FIELDS = (
    Field(
        "to",
        "To",
        "An address such as name@example.com.",
        "chris@example.com",
        required=True,
        max_length=254,
        pattern=_ADDRESS,
        repeated=True,
    ),
    Field(
        "cc",
        "Cc",
        "An address that gets a copy.",
        "bob@example.com",
        max_length=254,
        pattern=_ADDRESS,
        repeated=True,
    ),
    Field(
        "bcc",
        "Bcc",
        "An address that gets a copy without being seen.",
        "archive@example.com",
        max_length=254,
        pattern=_ADDRESS,
        repeated=True,
    ),
    Field(
        "subject",
        "Subject",
        "One line.",
        "Hello",
        max_length=998,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
    Field("body", "Text", "The text of the e-mail.", "See you tomorrow."),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="E-mail",
    standard="RFC 6068, section 2",
    family="contact",
    description="Opens an e-mail to an address.",
    fields=FIELDS,
    symbologies=(),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("mailto", "mail", "matmsg"),
)
