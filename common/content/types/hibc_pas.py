"""HIBC provider data: what a hospital puts on its own labels. ANSI/HIBC 1.3-2010, section 2.

A flag names the thing that is labelled (where), another one what the data are; further data have
a flag of their own behind ``/``. A flag is a letter, or Y and two more.
"""

import re

from common.content import check_characters
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed
from common.content.problem_list import decoded
from common.content.types.hibc_primary import CARRIERS, bare, check_problems

ID = "hibc_pas"
# Y alone is no flag: it begins the flags of three letters.
_FLAG = "(?:Y[A-Z]{2}|[A-XZ])"
_DATA = f"{_FLAG}[0-9A-Z]{{1,15}}"
_PAYLOAD = re.compile(r"\*?\+/[A-Z][0-9A-Z/]{2,}[0-9A-Z\-. $/+%]\*?")
_WHERE = re.compile(f"({_FLAG})(.*)", re.DOTALL)


def _build(values: Values) -> Payload:
    data = f"+/{values['where']}{'/'.join(map(str, values['data']))}"
    return Payload(data + check_characters.hibc(data), symbology=CARRIERS[0])


def _explain(payload: bytes | str) -> Explanation:
    body = bare(decoded(payload))
    problems = check_problems(ID, body)
    # Without +/ in front and the check character behind.
    match = _WHERE.fullmatch(body[2:-1])
    if match is None:
        message = "There is no flag behind +/."
        problems.append(malformed(ID, "where", message, "Write a letter behind +/.", "bad_flag"))
        return checked(ID, {"data": [body[2:-1]]}, problems)
    return checked(ID, {"where": match[1], "data": match[2].split("/")}, problems)


CONTENT_TYPE = ContentType(
    id=ID,
    title="HIBC provider data (PAS)",
    standard="ANSI/HIBC 1.3-2010, section 2",
    family="health",
    description="Labels patients, specimens and documents within a hospital.",
    fields=(
        Field(
            "where",
            "Where flag",
            "The flag of the labelled thing: a letter, or Y and two letters.",
            "E",
            required=True,
            pattern=_FLAG,
        ),
        Field(
            "data",
            "Data",
            "The what flag, and up to 15 capitals or digits.",
            "U720060FF0",
            required=True,
            pattern=_DATA,
            repeated=True,
        ),
    ),
    symbologies=CARRIERS,
    build=_build,
    recognise=lambda text: _PAYLOAD.fullmatch(text) is not None,
    explain=_explain,
    synonyms=("HIBCC", "provider applications standard", "hospital", "patient", "wristband"),
)
