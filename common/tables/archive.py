"""Archives: a workbook of one of three kinds, or one table that was zipped."""

from common.tables.errors import unreadable
from common.tables.xlsx_package import Package

_ENDINGS = ("csv", "tsv", "tab", "txt", "json", "xlsx", "xlsm", "xls", "xlsb", "ods", "htm", "html")


def kind_of(package: Package) -> str:
    """Return ``XLSB``, ``ODS``, ``XLSX``, or ``ZIP`` for another archive.

    Raises:
        TableError: it is a document of Apple Numbers.
    """
    if package.has("xl/workbook.bin"):
        return "XLSB"
    if package.has("content.xml") and package.has("META-INF/manifest.xml"):
        return "ODS"
    # Numbers is a ZIP file too; its tables have no published format.
    if package.has("Index/Document.iwa") or package.has("Index.zip"):
        raise unreadable(
            package.name,
            "not_a_workbook",
            "The file is a document of Apple Numbers.",
            "Export it: File, Export To, Excel or CSV.",
        )
    is_workbook = package.has("[Content_Types].xml") or package.has("xl/workbook.xml")
    return "XLSX" if is_workbook else "ZIP"


def only_table(package: Package) -> tuple[str, bytes]:
    """Return name and content of the only table in *package*.

    Raises:
        TableError: there is none, there are several, or it is too large.
    """
    tables = [
        name
        for name in package.names()
        # What macOS adds, and hidden files.
        if not name.startswith("__MACOSX/")
        and not name.rpartition("/")[2].startswith(".")
        and name.rpartition(".")[2].casefold() in _ENDINGS
    ]
    if len(tables) != 1:
        found = ", ".join(repr(name[:40]) for name in tables[:5])
        raise unreadable(
            package.name,
            "not_a_workbook",
            f"The archive has {len(tables)} tables: {found}."
            if tables
            else "The archive is no workbook, and has no table.",
            "Zip one table, or send up to five files as they are.",
        )
    return tables[0].rpartition("/")[2], package.content(tables[0])
