"""HIBC secondary data in a symbol of their own. ANSI/HIBC 2.6:2016, section 2.3, appendix F.

The link character in front of the check character is the check character of the primary data: it
keeps the two symbols of a label together.
"""

import re

from common.content import check_characters, hibc
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded
from common.content.types.hibc_primary import CARRIERS, bare, check_problems

ID = "hibc_secondary"
_PAYLOAD = re.compile(
    r"\*?\+(?:\$\$?\+?|[0-9]{5}|1[46]D[0-9]{8})[0-9A-Z.\-$+/]*[0-9A-Z\-. $/+%]{2}\*?"
)
_PRIMARY = re.compile(r"\+?([A-Z][0-9A-Z]{3}[0-9A-Z]{1,18}[0-9])(.)?")


def _build(values: Values) -> Payload:
    secondary = hibc.secondary(ID, values)
    # A quantity alone is Q and digits, which reads like primary data.
    if not secondary or secondary.startswith("Q"):
        raise refused(
            ID,
            "lot",
            "empty",
            "There is no lot, serial number or date.",
            "Give lot, serial or expiry.",
        )
    data = f"+{secondary}{_link(str(values['link']))}"
    return Payload(data + check_characters.hibc(data), symbology=CARRIERS[0])


def _link(given: str) -> str:
    """Return the link character: *given*, or the check character of the primary data *given*."""
    # One character is what the primary symbol ends with; a person who has only its data gives
    # these.
    if len(given) == 1:
        return given
    match = _PRIMARY.fullmatch(given)
    if match is None:
        raise refused(
            ID,
            "link",
            "bad_primary",
            "The link is neither one character nor primary data.",
            "Give the check character of the primary symbol, or its data, as +A99912345.",
        )
    right = check_characters.hibc(f"+{match[1]}")
    if given.startswith("+") and match[2] not in (None, right):
        whole = f"+{match[1]}{right}"
        raise refused(
            ID,
            "link",
            "bad_check_character",
            f"The check character of the primary data is {right!r}, not {match[2]!r}.",
            f"Give {whole}.",
            whole,
        )
    return right


def _recognise(text: str) -> bool:
    if not _PAYLOAD.fullmatch(text):
        return False
    body = bare(text)
    # Digits behind + may be a telephone number: only the check character shows it.
    return body[1] == "$" or check_characters.hibc(body[:-1]) == body[-1]


def _explain(payload: bytes | str) -> Explanation:
    body = bare(decoded(payload))
    # Without + in front, and the link and the check character behind.
    found = hibc.read(ID, body[1:-2])
    return checked(
        ID, found.fields | {"link": body[-2:-1]}, found.problems + check_problems(ID, body)
    )


CONTENT_TYPE = ContentType(
    id=ID,
    title="HIBC secondary data",
    standard="ANSI/HIBC 2.6:2016, section 2.3 and appendix F",
    family="health",
    description="Holds lot or serial number and dates next to a primary HIBC symbol.",
    fields=(
        *hibc.FIELDS,
        Field(
            "link",
            "Link character",
            "The check character of the primary symbol, or the data of that symbol.",
            "G",
            required=True,
            pattern=r"[0-9A-Z\-. $\/+%]|\+?[0-9A-Z]{6,23}[0-9A-Z\-. $\/+%]?",
        ),
    ),
    symbologies=CARRIERS,
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("HIBCC", "lot", "expiry", "medical device"),
)
