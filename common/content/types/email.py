"""E-mails. RFC 6068; NTT DoCoMo's MATMSG is understood as well."""

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.escapes import parsed_fields
from common.content.problem_list import ProblemList, decoded, present, text_of, texts_of
from common.content.uri import decoded_value, encoded, query

_ID = "email"
_ADDRESS_FIELDS = ("to", "cc", "bcc")
_TEXT_FIELDS = ("subject", "body")
# RFC 5322, 3.4.1: a local part is plain or in quotation marks.
_ADDRESS = r'("[^"\x00-\x1f]+"|[^@\s,;:<>"\x00-\x1f]+)@[^@\s,;:<>"\x00-\x1f]+'
# Not among them: & ? = % and #, which are syntax of a URI, and the comma between addresses.
_SAFE = "!$'*+-._~"
_MATMSG = {"TO": "to", "SUB": "subject", "BODY": "body"}


def build(fields: Values) -> Payload:
    """Return a mailto URI; line breaks of the body are CR LF, percent-encoded."""
    # Commas separate addresses; one inside an address is percent-encoded.
    to = ",".join(_address(address) for address in texts_of(fields, "to"))
    copies = [
        f"{name}={','.join(_address(address) for address in texts_of(fields, name))}"
        for name in _ADDRESS_FIELDS[1:]
        if texts_of(fields, name)
    ]
    texts = [(name, text_of(fields, name)) for name in _TEXT_FIELDS]
    # RFC 6068, 5: line breaks in the body must be %0D%0A.
    written = [(name, text.replace("\r\n", "\n").replace("\n", "\r\n")) for name, text in texts]
    parameters = "&".join([*copies, *filter(None, [query(pair for pair in written if pair[1])])])
    return Payload(f"mailto:{to}{'?' if parameters else ''}{parameters}", symbology="qr")


def _address(address: str) -> str:
    # RFC 6068, 2: an at sign inside the local part is encoded, the one behind it is not.
    local, _, domain = address.rpartition("@")
    return f"{encoded(local, safe=_SAFE)}@{encoded(domain, safe=_SAFE)}"


def recognise(text: str) -> bool:
    """Return True for a mailto URI and for MATMSG."""
    return text[:7].casefold() in ("mailto:", "matmsg:")


def explain(payload: bytes | str) -> Explanation:
    """Return addresses, subject and body of either form."""
    problems = ProblemList(_ID)
    text = decoded(payload)
    read = _matmsg if text[:6].upper() == "MATMSG" else _mailto
    # Both prefixes, mailto: and MATMSG:, have seven characters.
    values = present(read(text[7:], problems))
    return Explanation(
        _ID, values, (*problems.found, *field_checks.value_problems(_ID, FIELDS, values))
    )


def _mailto(text: str, problems: ProblemList) -> dict[str, str | list[str]]:
    """Read path and query; RFC 6068, 2 allows further header fields, which are left out."""
    path, _, rest = text.partition("?")
    raw: dict[str, list[str]] = {"to": path.split(",")}
    for pair in rest.split("&"):
        name, _, value = pair.partition("=")
        # Names of header fields ignore case.
        name = name.casefold()
        if name in _ADDRESS_FIELDS:
            # A comma between addresses is plain, one inside an address is encoded.
            raw.setdefault(name, []).extend(value.split(","))
        elif name in _TEXT_FIELDS:
            raw.setdefault(name, []).append(value)
    found: dict[str, str | list[str]] = {}
    for name, encoded_values in raw.items():
        plain = [decoded_value(name, value, problems) for value in encoded_values if value]
        if name in _ADDRESS_FIELDS:
            found[name] = plain
        else:
            found[name] = _only(name, plain, problems)
    return found


def _only(name: str, texts: list[str], problems: ProblemList) -> str:
    if len(texts) > 1:
        problems.add(
            name,
            "repeated_parameter",
            f"The parameter {name} occurs more than once.",
            "Keep one of them; readers take the first or the last.",
        )
    # Fields have line feeds alone; the builder writes CR LF again.
    return texts[0].replace("\r\n", "\n") if texts else ""


def _matmsg(text: str, problems: ProblemList) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parsed_fields(text, _MATMSG, problems):
        found.setdefault(name, []).append(value)
    texts = {name: _only(name, values, problems) for name, values in found.items() if name != "to"}
    return {"to": found.get("to", []), **texts}


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
