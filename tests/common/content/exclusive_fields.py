"""Changes drawn fields so that those that exclude one another do not occur together."""

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]


def _bill(fields: Fields) -> None:
    identifier = fields["iban"][4:9]
    is_qr_iban = identifier.isdecimal() and 30000 <= int(identifier) <= 31999
    reference = fields.get("reference", "")
    if is_qr_iban:
        fields["iban"] = "CH5800791123000889012"
    fields["reference_type"] = "SCOR" if reference.startswith("RF") else "NON"
    if fields["reference_type"] == "NON":
        fields.pop("reference", None)
    if reference.isdecimal():
        fields |= {"iban": "CH4431999123000889012", "reference_type": "QRR"}
        fields["reference"] = reference
    if any(name.startswith("debtor_") for name in fields):
        for part in ("name", "postal_code", "city"):
            fields.setdefault(f"debtor_{part}", "1")
        fields.setdefault("debtor_country", "CH")


def _emv(fields: Fields) -> None:
    for name in ("tip_amount", "tip_percentage", "language", "local_name", "local_city"):
        fields.pop(name, None)
    if fields.get("tip") in ("fixed", "percentage"):
        fields["tip_amount" if fields["tip"] == "fixed" else "tip_percentage"] = "10"
    # At most three of the labels fit into one template of 99 characters.
    for name in ("mobile_number", "loyalty_number", "customer", "terminal", "purpose", "store"):
        fields.pop(name, None)
    for name in ("accounts", "unreserved"):
        if name in fields:
            fields[name] = sorted({text[:2]: text for text in fields[name]}.values())


def _epc(fields: Fields) -> None:
    if "reference" in fields:
        fields.pop("text", None)
    fields["version"] = "001" if "bic" in fields else "002"


def _event(fields: Fields) -> None:
    end = fields.get("end", "9999-12-31T23:59:59")
    fields["start"], fields["end"] = sorted([fields["start"], end])
    if fields["start"] == fields["end"]:
        del fields["end"]


def _otpauth(fields: Fields) -> None:
    counted = fields["type"] == "hotp"
    fields.pop("period" if counted else "counter", None)
    if counted:
        fields.setdefault("counter", "0")


def _paynow(fields: Fields) -> None:
    if "uen" in fields:
        fields.pop("mobile", None)
    else:
        fields.setdefault("mobile", "+6591234567")
    if "amount" not in fields:
        fields["editable"] = "true"


def _pix(fields: Fields) -> None:
    if "key" in fields:
        fields.pop("url", None)
    else:
        fields.pop("description", None)
        fields.setdefault("url", "pix.example/1")


def _promptpay(fields: Fields) -> None:
    for name in ("national_id", "e_wallet", "bank_account"):
        fields.pop(name, None)
    if "biller" in fields:
        fields.pop("mobile", None)
        fields.setdefault("reference1", "A1")
        return
    fields.pop("reference1", None)
    fields.pop("reference2", None)
    fields.setdefault("mobile", "0801234567")


def _spd(fields: Fields) -> None:
    if "notification" not in fields or "notification_address" not in fields:
        fields.pop("notification", None)
        fields.pop("notification_address", None)


def _upi(fields: Fields) -> None:
    if "amount" not in fields:
        fields.pop("minimum_amount", None)


def _wifi(fields: Fields) -> None:
    if fields["security"] != "WPA2-EAP":
        for name in ("eap_method", "anonymous_identity", "identity", "phase2"):
            fields.pop(name, None)
    if fields["security"] == "nopass":
        fields.pop("password", None)
    elif fields["security"] == "WEP":
        fields["password"] = "12345"
    else:
        fields.setdefault("password", "12345678")
    fields["ssid"] = fields["ssid"].encode()[:32].decode(errors="ignore")


_CHANGES: dict[str, Callable[[Fields], None]] = {
    "emv": _emv,
    "epc": _epc,
    "event": _event,
    "otpauth": _otpauth,
    "paynow": _paynow,
    "pix": _pix,
    "promptpay": _promptpay,
    "spd": _spd,
    "swiss_qr_bill": _bill,
    "upi": _upi,
    "wifi": _wifi,
}


def settled(id: str, fields: Fields) -> Fields:
    """Return *fields* of the content type *id* without those that exclude others."""
    if change := _CHANGES.get(id):
        change(fields)
    return fields
