"""ISBT 128: the donation identification number and the main data structures of blood and tissue.

ISBT 128 Standard Technical Specification 6.2, sections 2.4 and 4, appendix A.
"""

from common.content import isbt128
from common.content.content_type import ContentType, Explanation, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded

ID = "isbt128"


def _build(values: Values) -> Payload:
    structures = isbt128.compose(ID, values)
    if not structures:
        raise refused(
            ID, "donation_number", "empty", "There are no data.", "Give at least one field."
        )
    # Linear symbols hold one structure, or two (4.2); compound messages need a 2D symbol.
    symbology = CONTENT_TYPE.symbologies[0] if len(structures) == 1 else "datamatrix"
    return Payload(isbt128.joined(structures), symbology=symbology)


def _explain(payload: bytes | str) -> Explanation:
    return checked(ID, *isbt128.read(ID, decoded(payload)))


CONTENT_TYPE = ContentType(
    id=ID,
    title="ISBT 128",
    standard="ISBT 128 Standard Technical Specification 6.2, sections 2.4 and 4, appendix A",
    family="health",
    description="Identifies donations and products of blood, cells, tissue and organs.",
    fields=(
        isbt128.DONATION,
        isbt128.FLAGS,
        *(one.field for one in isbt128.STRUCTURES),
    ),
    symbologies=("code128", "datamatrix"),
    build=_build,
    recognise=lambda text: isbt128.starts(text, device=False),
    explain=_explain,
    synonyms=("blood", "donation number", "DIN", "ICCBBA", "tissue", "transfusion"),
)
