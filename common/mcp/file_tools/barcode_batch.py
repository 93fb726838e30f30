"""The tool that draws many barcodes, from and to files of the user."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from common.mcp.context import ToolContext
from common.mcp.file_access import OVERWRITE, PATH, SAVE_AS, with_files
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import CallError, InputRequired, ToolHints, ToolResult
from common.mcp.tools import barcode_batch
from common.mcp.tools.barcode_batch import BatchOptions
from common.operations.batches import charging, outputs
from common.operations.batches.files import Source
from common.operations.batches.lifecycle import Batch
from common.services.user_files import UserFiles

_ENDS = ", ".join(outputs.SUFFIXES)
_PROPERTIES: dict[str, Mapping[str, Any]] = {
    "path": {
        **PATH,
        "description": "Path of a table (CSV, XLSX, TXT or JSON) in an allowed folder, instead of "
        "table.",
        "examples": ["stock.xlsx"],
    },
    "save_as": {
        **SAVE_AS,
        "description": "Path of a file to write, in an allowed folder: .zip has the pictures, "
        ".pdf sheets of labels, .zpl, .tspl, .epl, .cpcl, .escpos, .sbpl or .ql labels for a label "
        "printer, .csv the report.",
        "examples": ["labels.pdf"],
    },
    "overwrite": OVERWRITE,
}
_SCHEMA = schema.extended(barcode_batch.TOOL.input_schema, _PROPERTIES)


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    """Check the table in *arguments*, and write a file of it if they name one."""
    own, others = schema.split(arguments, _PROPERTIES)
    path, target = own.get("path"), own.get("save_as")
    table = others.get("table")
    if (path is None) == (table in (None, "")):
        raise CallError("table: give either table, as text, or path, of a file.")
    suffix = PurePath(target or "").suffix.casefold()
    template = others.get("template")
    chosen = barcode_batch.label_options_of(
        str(others.get("labels") or ""), None if template is None else str(template)
    )
    if target is None:
        suffix = ".pdf"
    elif suffix not in outputs.SUFFIXES:
        raise CallError(f"save_as: {target[:500]} must end in one of {_ENDS}.")
    outputs.check_labels(context.services, context.quota.caller.key, suffix, chosen)
    printer = others.get("print_on")
    printing_on = barcode_batch.printer_of(context, str(printer), chosen) if printer else None
    options = schema.parse(
        BatchOptions, {name: value for name, value in others.items() if name not in _NOT_OF_ROWS}
    )

    def use(files: UserFiles) -> ToolResult:
        def answer(context: ToolContext, batch: Batch) -> ToolResult:
            summary = barcode_batch.summarise(context, batch, {})
            end = []
            if printing_on is not None:
                end.append(barcode_batch.print_batch(context, batch, printing_on, chosen))
            if target is None:
                return barcode_batch.as_result(batch, summary, end or [_NOT_SAVED])
            caller = context.quota.caller.key
            # A report draws nothing.
            where = context.services, caller, batch, suffix, chosen
            if suffix != ".csv":
                charging.charge_labels(context.quota, batch, outputs.extra_cost(*where))
            pieces = outputs.write(*where)
            saved = files.write(target, pieces, overwrite=bool(own.get("overwrite")))
            return barcode_batch.as_result(batch, summary, [*end, f"Saved as {saved}."])

        limit = context.services.settings.max_body_bytes
        content = files.read(path, limit) if path is not None else str(table).encode()
        source = Source(Path(path or "").name, "", content)
        return barcode_batch.accept(context, options, source, {}, answer)

    return with_files(context, [each for each in (path, target) if each is not None], use)


_NOT_OF_ROWS = ("table", "labels", "template", "print_on")
_NOT_SAVED = "Nothing was saved: give save_as, such as labels.pdf or barcodes.zip, to write a file."


TOOL = replace(
    barcode_batch.TOOL,
    description=(
        "Checks every row of a table of barcodes, and writes a ZIP file of pictures, sheets of "
        "labels as PDF, labels for a printer, or a report. The table is text or a file on the "
        "person's machine. Use it for more than five barcodes, or for labels. Each bad row is "
        "returned with its fix, and does not prevent the others."
    ),
    # Either table or path is required, which a flat schema can't express.
    input_schema={name: value for name, value in _SCHEMA.items() if name != "required"},
    hints=ToolHints(read_only_hint=False, destructive_hint=True, idempotent_hint=False),
    run=run,
)
