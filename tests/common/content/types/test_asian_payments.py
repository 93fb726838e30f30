"""PromptPay, PayNow and UPI: bad fields first, then other writers' payloads."""

import pytest

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes, refusal


@pytest.mark.parametrize(
    ("id", "fields", "code", "suggestion"),
    [
        ("promptpay", {}, "one_receiver", ""),
        ("promptpay", {"mobile": "0801234567", "e_wallet": "0" * 15}, "one_receiver", ""),
        ("promptpay", {"biller": "0" * 15}, "missing_field", ""),
        ("promptpay", {"mobile": "0801234567", "reference1": "A"}, "not_applicable", ""),
        ("promptpay", {"mobile": "+66801234567"}, "malformed", ""),
        ("paynow", {}, "one_receiver", ""),
        ("paynow", {"uen": "201403121A"}, "bad_check_letter", "201403121W"),
        ("paynow", {"mobile": "+6591234567", "editable": "false"}, "no_amount", ""),
        ("upi", {"payee_address": "nobody", "payee_name": "a"}, "malformed", ""),
        (
            "upi",
            {"payee_address": "a@b", "payee_name": "a", "amount": "1", "minimum_amount": "2"},
            "bad_amount",
            "",
        ),
    ],
)
def test_bad_fields_are_refused(
    id: str, fields: dict[str, str], code: str, suggestion: str
) -> None:
    """Each request breaks one rule."""
    problem = refusal(id, fields)
    assert (problem.code, problem.suggestion) == (f"content.{id}.{code}", suggestion)


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (
            "00020101021129370016A000000677010111011300668012345675802TH530376463046197",
            {"mobile": "0801234567"},
        ),
        (
            "00020101021129370016A000000677010111021311111111111115802TH530376463047B5A",
            {"national_id": "1111111111111"},
        ),
        (
            "00020101021129390016A00000067701011103150123456789012345802TH530376463049781",
            {"e_wallet": "012345678901234"},
        ),
        (
            "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469",
            {"mobile": "0000000000", "amount": "4.22"},
        ),
        (
            (
                "00020101021230550016A0000006770101120115099999999999990021211122233344453037645802TH5404"
                "1.006304788D"
            ),
            {"biller": "099999999999990", "reference1": "111222333444", "amount": "1.00"},
        ),
        (
            (
                "00020101021226490009SG.PAYNOW010120210201403121W03011040820201231520400005303702540350"
                "05802SG5913ACME Pte Ltd.6009Singapore62150111TQINV-1000163044001"
            ),
            {
                "uen": "201403121W",
                "amount": "500",
                "editable": "true",
                "expiry": "2020-12-31",
                "reference": "TQINV-10001",
                "name": "ACME Pte Ltd.",
            },
        ),
        (
            (
                "upi://pay?pa=nadeem@npci&pn=nadeem%20chinna&mc=0000&tid=cxnkjcnkjdfdvjndkjfvn&"
                "tr=4894398cndhcd23&tn=Pay%20to%20mystar%20store&am=10&mam=null&cu=INR&"
                "url=https://mystar.com/orderid=9298yw89e8973e87389e78923ue892"
            ),
            {
                "payee_address": "nadeem@npci",
                "payee_name": "nadeem chinna",
                "category": "0000",
                "transaction_id": "cxnkjcnkjdfdvjndkjfvn",
                "reference": "4894398cndhcd23",
                "note": "Pay to mystar store",
                "amount": "10",
                "currency": "INR",
                "url": "https://mystar.com/orderid=9298yw89e8973e87389e78923ue892",
            },
        ),
    ],
)
def test_payloads_of_other_writers_are_read(payload: str, fields: dict[str, str]) -> None:
    """Outputs of the JavaScript promptpay-qr, promptparse and paynowqr; the example of NPCI."""
    assert fields_and_codes(payload) == (fields, [])


def test_same_objects_as_promptpay_qr_in_another_order() -> None:
    """promptpay-qr puts the country before the currency; EMVCo leaves the order free."""
    text = build("promptpay", {"mobile": "0801234567"}).text
    assert text[:-8] == "00020101021129370016A0000006770101110113006680123456753037645802TH"


def test_wrong_check_digit_of_a_national_number_is_warned_of() -> None:
    """The number that libraries use as an example has a wrong one."""
    assert build("promptpay", {"national_id": "1101700230708"}).warnings == ()
    assert "9 would be right" in build("promptpay", {"national_id": "1111111111111"}).warnings[0]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("upi://pay?pa=a@b&pn=x+y", "plus"),
        ("upi://pay?pa=a@b&pn=x&foo=1", "unknown_parameter"),
        ("upi://pay?pa=a@b&pn=x&cu=USD", "bad_choice"),
        (
            "00020101021129370016A000000677010111011300668012345675802TH530376463046198",
            "bad_crc",
        ),
    ],
)
def test_what_is_broken_is_named(payload: str, code: str) -> None:
    """Each payload breaks one rule."""
    assert fields_and_codes(payload)[1] == [code]
