"""Brazilian payments. Banco Central do Brasil, BR Code 2.0 and initiation of Pix 2.3."""

import re
import unicodedata

from common.barcode.model.errors import Problem
from common.content import emv, field_checks
from common.content.bank import AMOUNT_PATTERN, check_amount
from common.content.checksums import cnpj_check_digits, cpf_check_digits
from common.content.content_type import (
    ContentType,
    Explanation,
    Field,
    Payload,
    Values,
)
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "pix"
_ASCII = "[ -~]+"
_NO_TXID = "***"  # What a static code has in the place of an identifier.
_EVP = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PHONE = re.compile(r"\+55[0-9]{10,11}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    key, url = text_of(values, "key"), text_of(values, "url")
    if bool(key) == bool(url):
        problems.add(
            "key",
            "key_or_url",
            "A payment has either a key or a URL.",
            "Give key for a static code, url for a dynamic one.",
        )
    if url and text_of(values, "description"):
        problems.add(
            "description",
            "not_applicable",
            "A dynamic code has no description.",
            "Leave it out; the document at the URL has it.",
        )
    _check_key(key, problems)
    check_amount(values, "amount", problems, lowest="0.01", highest="9999999999.99")
    # Identifier, key and description share data object 26 (Manual de Padrões, 1.5).
    account = _account(values)
    if len(account) > emv.MAX_LENGTH:
        problems.add(
            "description" if text_of(values, "description") else "key",
            "too_long",
            f"Key and description fill {len(account)} characters of data object 26; "
            f"{emv.MAX_LENGTH} are allowed.",
            f"Shorten the description by {len(account) - emv.MAX_LENGTH} characters.",
        )
    return problems


def _check_key(key: str, problems: ProblemList) -> None:
    """Check a key's form and check digits. Source: Manual de Padrões 2.3.0, 1.4."""
    # These forms have no check digits.
    if not key or _EVP.fullmatch(key) or _PHONE.fullmatch(key) or _EMAIL.fullmatch(key):
        return
    # 11 digits are a CPF: a telephone number has its country code (Manual de Padrões, 1.4).
    if re.fullmatch("[0-9]{11}", key):
        _check_digits(key, 9, cpf_check_digits(key[:9]), "CPF", problems)
    # A CNPJ may have letters in its first twelve places; its check digits are digits.
    elif re.fullmatch("[0-9A-Z]{12}[0-9]{2}", key):
        _check_digits(key, 12, cnpj_check_digits(key[:12]), "CNPJ", problems)
    else:
        # CPF and CNPJ are printed with full stops, a slash and a hyphen; a key has none of them.
        plain = re.sub("[./ ()-]", "", key)
        known = re.fullmatch(r"[0-9]{11}|[0-9A-Z]{14}|\+55[0-9]{10,11}", plain)
        problems.add(
            "key",
            "bad_key",
            f"The key {key[:40]!r} has none of the forms of a Pix key.",
            "Give a CPF of 11 digits, a CNPJ of 14, a telephone number with +55, an e-mail "
            "address or a random key.",
            plain if known else "",
        )


def _check_digits(key: str, place: int, right: str, name: str, problems: ProblemList) -> None:
    if key[place:] != right:
        # Eleven digits are a CPF or a mobile number, so that the wrong one may have been meant.
        hint = " A telephone number begins with +55." if name == "CPF" else ""
        problems.add(
            "key",
            "bad_check_digits",
            f"The check digits {key[place:]} of the {name} are wrong.",
            f"For this number they are {right}.{hint}",
            key[:place] + right,
        )


def _account(values: Values) -> str:
    return emv.written(
        [
            ("00", emv.PIX),
            ("01", text_of(values, "key")),
            ("02", text_of(values, "description")),
            ("25", text_of(values, "url")),
        ]
    )


def build(fields: Values) -> Payload:
    """Return the BR Code; accents are refused because its readers count bytes."""
    _check(fields).refuse_if_any()
    _check_ascii(fields).refuse_if_any()
    pairs = [
        ("26", _account(fields)),
        ("52", text_of(fields, "category") or "0000"),
        ("53", "986"),  # The real, ISO 4217.
        ("54", text_of(fields, "amount")),
        ("58", "BR"),
        ("59", text_of(fields, "name")),
        ("60", text_of(fields, "city")),
        ("61", text_of(fields, "postal_code")),
        # Data object 62 is mandatory in a BR Code, hence *** for none.
        ("62", emv.written([("05", text_of(fields, "txid") or _NO_TXID)])),
    ]
    return Payload(emv.signed(pairs), symbology="qr")


def _check_ascii(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name in ("name", "city", "description"):
        text = text_of(values, name)
        if not text.isascii():
            problems.add(
                name,
                "not_ascii",
                f"{name} has characters outside ASCII, whose length readers count differently.",
                "Write it without accents.",
                _without_accents(text),
            )
    return problems


def _without_accents(text: str) -> str:
    # Decomposed, an accent is a character of its own and can be dropped.
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if one.isascii())


def recognise(text: str) -> bool:
    """Return True for an EMV payload with the identifier of Pix."""
    return emv.scheme_of(text) == emv.PIX


def explain(payload: bytes | str) -> Explanation:
    """Return the payment; a txid of *** is no txid."""
    problems = ProblemList(_ID)
    found = emv.read(decoded(payload), problems)
    emv.check_required(found, problems)
    account = emv.by_tag(
        emv.objects(found.get("26", ""), problems, where="data object 26"), problems
    )
    if account.get("00", "").casefold() != emv.PIX:
        problems.add(
            "", "wrong_account", "Data object 26 does not begin with Pix.", "Write 26 first."
        )
    # What is missing has been reported by check_required.
    if found.get("53", "986") != "986" or found.get("58", "BR") != "BR":
        problems.add(
            "", "wrong_country", "Currency or country is not Brazilian.", "Write 986 and BR."
        )
    txid = _txid(found.get("62", ""), problems)
    values = present(
        {
            "key": account.get("01", ""),
            "description": account.get("02", ""),
            "url": account.get("25", ""),
            # 0000 is what the builder writes for no category.
            "category": found.get("52", "").removeprefix("0000"),
            "amount": found.get("54", ""),
            "name": found.get("59", ""),
            "city": found.get("60", ""),
            "postal_code": found.get("61", ""),
            "txid": txid,
        }
    )
    declared = field_checks.value_problems(_ID, FIELDS, values)
    specific = (*_check(values).found, *_check_ascii(values).found)
    return Explanation(_ID, values, (*problems.found, *declared, *_once(specific, problems)))


def _once(specific: tuple[Problem, ...], problems: ProblemList) -> tuple[Problem, ...]:
    """Return *specific* without an overrun that the structure has shown already."""
    codes = {one.code for one in problems.found}
    return tuple(one for one in specific if not (one.code in codes and "too_long" in one.code))


def _txid(template: str, problems: ProblemList) -> str:
    additional = emv.by_tag(emv.objects(template, problems, where="data object 62"), problems)
    txid = additional.get("05", "")
    if not txid:
        problems.add(
            "txid", "no_txid", "Data object 62 has no txid.", f"Write {_NO_TXID} for none."
        )
    if txid != _NO_TXID and txid.startswith(_NO_TXID):
        problems.add(
            "txid",
            "prefixed_txid",
            f"The txid begins with {_NO_TXID}, which means no txid.",
            f"Write the txid without {_NO_TXID}.",
            txid.removeprefix(_NO_TXID),
        )
    return "" if txid == _NO_TXID else txid.removeprefix(_NO_TXID)


FIELDS = (
    Field(
        "key",
        "Key",
        "CPF, CNPJ, +55 and a telephone number, an e-mail address or a random key.",
        "123e4567-e12b-12d1-a456-426655440000",
        max_length=77,
        pattern=_ASCII,
    ),
    Field(
        "name",
        "Name",
        "The receiver's name, without accents.",
        "Fulano de Tal",
        required=True,
        max_length=25,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
    Field(
        "city",
        "City",
        "The receiver's city, without accents.",
        "BRASILIA",
        required=True,
        max_length=15,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
    Field(
        "amount",
        "Amount",
        "Reais, with a full stop.",
        "10.00",
        max_length=13,
        pattern=AMOUNT_PATTERN,
    ),
    Field(
        "txid",
        "Transaction",
        "The receiver's identifier: letters and digits.",
        "PEDIDO17",
        max_length=25,
        pattern="[A-Za-z0-9]+",
    ),
    Field(
        "description",
        "Description",
        "What the payer sees; only in a static code.",
        "Pedido 17",
        max_length=73,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
    Field(
        "url",
        "URL",
        "Where a dynamic code has its document, without https://; excludes key.",
        "pix.example.com/8b3da2f39a4140d1a91abd93113bd441",
        max_length=77,
        pattern="(?!https?:)[!-~]+",
    ),
    Field(
        "category",
        "Category",
        "Merchant category code of ISO 18245.",
        "5812",
        pattern="(?!0000)[0-9]{4}",
    ),
    Field(
        "postal_code",
        "Postal code",
        "The receiver's CEP.",
        "70074900",
        max_length=10,
        pattern=_ASCII,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Pix payment (BR Code)",
    standard="Banco Central do Brasil, Manual do BR Code, version 2.0; Manual de Padrões para "
    "Iniciação do Pix, version 2.3.0, sections 1.4 and 1.5",
    family="payment",
    description="Fills in a Brazilian payment.",
    fields=FIELDS,
    symbologies=("qr",),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("brazil", "copia e cola", "brcode", "bcb"),
)
