"""XLSX: the sheets of a workbook, with the values of its cells and their problems.

Source: ECMA-376-1, 18.2 (workbook), 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from common.tables.number_formats import NumberFormat, find
from common.tables.table import Sheet
from common.tables.workbook_sheets import main_part, sheets_of
from common.tables.xlsx_cells import CellReader, SharedTexts
from common.tables.xlsx_package import Attributes, InvalidWorkbook, Package
from common.tables.xlsx_rows import records, shared_texts

# More sheets, styles or number formats than any spreadsheet program writes.
_MAX_DECLARED = 65_536


def read(package: Package) -> list[Sheet]:
    """Return the sheets of a workbook.

    Raises:
        TableError: it is not a workbook, broken, encrypted, or too large.
    """
    # A workbook is a ZIP package of XML parts that refer to each other by relationships
    # (ECMA-376-2).
    main = main_part(package, "xl/workbook.xml")
    declared, since_1904 = _sheets(package, main)
    targets = package.targets(main)
    # Relation types differ between Transitional and Strict in all but their last segment.
    parts = {kind.rpartition("/")[2]: part for kind, part in targets.values()}
    texts = (
        shared_texts(package, parts["sharedStrings"]) if "sharedStrings" in parts else SharedTexts()
    )
    cells = CellReader(texts, _formats(package, parts), since_1904=since_1904)
    # Charts have sheets of their own (18.3.1.12).
    worksheets = {
        relation: part
        for relation, (kind, part) in targets.items()
        if not kind.endswith("/chartsheet")
    }
    return sheets_of(package, "XLSX", declared, worksheets, cells, records)


def _sheets(package: Package, part: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return title, relation and hidden state of each sheet, and the 1904 date setting."""
    sheets: list[tuple[str, str, bool]] = []
    since_1904 = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            # r:id is in the namespace of relationships, which differs in Strict files.
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            _require_few(len(sheets))
            sheets.append((attributes.get("name", ""), relation, hidden))
        elif tag == "workbookPr":
            since_1904[0] = attributes.get("date1904") in ("1", "true")

    for _ in package.parse(part, (start, _ignore, None)):
        pass
    return sheets, since_1904[0]


def _ignore(tag: str) -> None:
    pass


def _require_few(count: int) -> None:
    if count >= _MAX_DECLARED:
        raise InvalidWorkbook(f"it declares more than {_MAX_DECLARED:,} sheets or styles")


def _formats(package: Package, parts: dict[str, str]) -> list[NumberFormat]:
    if "styles" not in parts:
        return []
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            _require_few(len(codes))
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            inside[0] = True
        # cellStyleXfs has elements of the same name, which no cell refers to.
        elif tag == "xf" and inside[0]:
            _require_few(len(numbers))
            numbers.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    for _ in package.parse(parts["styles"], (start, end, None)):
        pass
    return [find(number, codes.get(number, "")) for number in numbers]
