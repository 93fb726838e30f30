"""The tool that writes the table of Application Identifiers."""

import pytest

from common.barcode.encode.gs1.table import RELEASE, ROWS
from tools import gs1_table

HEAD = "# Release: 2031-01-01\n#\n"


@pytest.mark.parametrize(
    "line",
    [
        "01  *?  N14,csum  new=1  # GTIN",
        "01  *!  N14,csum  # GTIN",
        "01  *?  Q14  # GTIN",
        "GTIN",
    ],
)
def test_a_line_of_an_unknown_form_is_refused_by_itself(line: str) -> None:
    """A newer dictionary may say what this product does not know yet."""
    with pytest.raises(ValueError, match=line.split()[0]):
        gs1_table.write(f"{HEAD}{line}\n")


def test_a_dictionary_without_a_release_is_refused() -> None:
    """The table names the release that it is of."""
    with pytest.raises(ValueError, match="release"):
        gs1_table.write("01  *?  N14  # GTIN\n")


def test_an_entry_is_written_as_a_row() -> None:
    """The forms of the dictionary's header: flags, components, relations, keys, titles."""
    source = gs1_table.write(
        HEAD
        + "01         *?  N14,csum,gcppos2   ex=255,37 dlpkey=22,10,21|235  # GTIN\n"
        + "250         ?  X..30              req=01,8006 req=21             # SECONDARY SERIAL\n"
        + "253         ?  N13,csum [X..17]   dlpkey                         # GDTI\n"
        + "91-99       ?  X..90                                             # INTERNAL\n"
        + "8110        ?  X..70,couponcode\n"
    )
    written: dict[str, object] = {}
    exec(source, written)  # the tool's own output
    assert written["RELEASE"] == "2031-01-01"
    assert written["ROWS"] == (
        ("01", "*?", "N14:csum,gcppos2", "", "255,37", "22,10,21|235", "GTIN"),
        ("250", "?", "X..30", "01,8006 21", "", None, "SECONDARY SERIAL"),
        ("253", "?", "N13:csum X..17?", "", "", "", "GDTI"),
        ("91-99", "?", "X..90", "", "", None, "INTERNAL"),
        ("8110", "?", "X..70:couponcode", "", "", None, ""),
    )


def test_the_table_is_as_the_tool_writes_it() -> None:
    """The file is generated: its rows give back the same source."""
    lines = [
        f"{codes} {flags or ''} "
        + " ".join(
            f"[{form.replace('?', '')}]" + (f",{rules}" if rules else "")
            if form.endswith("?")
            else form + (f",{rules}" if rules else "")
            for form, _, rules in (part.partition(":") for part in components.split())
        )
        + "".join(f" req={one}" for one in requires.split())
        + (f" ex={excludes}" if excludes else "")
        + ("" if key is None else f" dlpkey={key}" if key else " dlpkey")
        + (f" # {title}" if title else "")
        for codes, flags, components, requires, excludes, key, title in ROWS
    ]
    dictionary = f"# Release: {RELEASE}\n" + "\n".join(lines)
    assert gs1_table.write(dictionary) == gs1_table.TABLE.read_text("utf-8")


def test_the_tool_needs_a_dictionary(capsys: pytest.CaptureFixture[str]) -> None:
    """Without one it says how it is called."""
    assert gs1_table.main([]) == 2
    assert "DICTIONARY" in capsys.readouterr().err
