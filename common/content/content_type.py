"""What a content type declares: the fields of an application standard and their payload.

A content type turns fields into the text of a symbol and back. It knows nothing of symbols, of
pictures or of requests. Fields and problems have plain values, so that every edge can carry them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NoReturn, TypeAlias

from msgspec import Struct, structs

from common.barcode.model.errors import DataError, Problem

Family = Literal["payment", "contact", "device", "trade", "health", "travel", "identity", "text"]
# One text, or a list of texts for a repeated field.
Values: TypeAlias = Mapping[str, str | list[str]]


class Field(Struct, frozen=True):
    """One field of a content type. All values are text; a repeated field takes a list of texts.

    Attributes:
        name: the name in requests, in snake case.
        title: the name in forms.
        description: what the field means, one sentence.
        example: a valid value; those of the first and all required fields build together.
        required: True if the field must have a value.
        max_length: the most characters of one value; 0 means that the standard sets no limit.
        choices: the values that are allowed; empty means any.
        pattern: a regular expression that matches a whole value; empty means any.
        repeated: True if the field takes several values.
    """

    name: str
    title: str
    description: str
    example: str
    required: bool = False
    max_length: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""
    repeated: bool = False


class Payload(Struct, frozen=True):
    """What a symbol has to carry.

    Attributes:
        text: the payload as text.
        content: the bytes to encode if the character set is not Unicode, else None.
        character_set: the name of the character set of *content*, such as ``ISO-8859-1``;
            empty for plain text.
        options: drawing options that the standard demands, such as ``{"ecc": "M"}``.
        defaults: drawing options that are used unless the request gives them.
        symbology: the symbology to use unless the request names another.
        warnings: what the reader of the symbol may misunderstand, one sentence each.
    """

    text: str
    content: bytes | None = None
    character_set: str = ""
    options: dict[str, str] = {}
    defaults: dict[str, bool] = {}
    symbology: str = ""
    warnings: tuple[str, ...] = ()


class Explanation(Struct, frozen=True):
    """What a payload means.

    Attributes:
        type: the id of the content type.
        fields: the values found, by name of field, as :func:`ContentType.build` takes them.
        problems: each breach of the standard; *field* is the name of a field, or empty if the
            problem belongs to the whole payload.
    """

    type: str
    fields: dict[str, str | list[str]]
    problems: tuple[Problem, ...] = ()


class ContentType(Struct, frozen=True):
    """One application standard, as its file declares it.

    Attributes:
        id: the name in requests and answers, such as ``wifi``.
        title: the name people use.
        standard: the document that defines it: name, edition and clause.
        family: what it is used for; groups the catalogue.
        description: what the payload does, one sentence.
        fields: the fields in the order of a form.
        symbologies: the ids of the allowed symbologies, the default first; empty means any.
        build: makes the Payload of fields that passed the checks of :class:`Field`, or raises
            DataError.
        recognise: returns True if a payload's text has the form of this type; cheap.
        explain: returns the Explanation of a payload that was recognised; takes the bytes if the
            character set matters. Never raises: what is broken is listed in the problems.
        synonyms: further words that people search for.
        reads_bytes: True if *explain* decodes bytes by itself, since readers guess the character
            set of such symbols; else it gets the text.
    """

    id: str
    title: str
    standard: str
    family: Family
    description: str
    fields: tuple[Field, ...]
    symbologies: tuple[str, ...]
    build: Callable[[Values], Payload]
    recognise: Callable[[str], bool]
    explain: Callable[[bytes | str], Explanation]
    synonyms: tuple[str, ...] = ()
    reads_bytes: bool = False


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Raise all *problems* as one DataError whose fields are named ``content.<name>``."""
    raise DataError.gather(
        [
            structs.replace(one, field=f"content.{one.field}" if one.field else "content")
            for one in problems
        ]
    )
