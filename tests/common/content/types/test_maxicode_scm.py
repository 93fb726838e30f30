"""Structured carrier messages."""

from common.content.catalogue import build, find
from tests.common.content.single_problem import problems, refused

ID = "maxicode_scm"
RS, GS, EOT = "\x1e", "\x1d", "\x04"
# The example of ISO/IEC 16023:2000, annex B.
TEXT = (
    f"[)>{RS}01{GS}96152382802{GS}840{GS}001{GS}1Z00004951{GS}UPSN{GS}06X610{GS}159{GS}1234567"
    f"{GS}1/1{GS}{GS}Y{GS}634 ALPHA DR{GS}PITTSBURGH{GS}PA{RS}{EOT}"
)


def test_a_long_postcode_with_letters_is_refused() -> None:
    """Mode 3 has six characters of postcode (4.4.1)."""
    fields = {"postcode": "B13 8AAX".replace(" ", ""), "country": "826", "service": "001"}
    assert refused(ID, fields) == ("postcode", "too_long", "B138AA")


def test_the_example_is_explained_and_written_again() -> None:
    """Every field of the example comes back; the weight is empty."""
    found = find(ID).explain(TEXT)
    assert "weight" not in found.fields
    assert (found.fields["city"], found.problems) == ("PITTSBURGH", ())
    assert build(ID, found.fields).text == TEXT


def test_broken_messages_are_named() -> None:
    """Without a trailer, and without the fields of the carrier."""
    assert problems(ID, TEXT[:-2]) == [("", "bad_envelope")]
    assert problems(ID, f"[)>{RS}01{GS}xx")[0] == ("", "bad_message")


def test_another_version_comes_back() -> None:
    """The two digits in front of the postcode are the year of the format."""
    fields = find(ID).explain(TEXT.replace(f"{GS}96", f"{GS}99")).fields
    assert fields["version"] == "99"
    assert f"{GS}99152382802" in build(ID, fields).text
