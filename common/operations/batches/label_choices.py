"""The options of labels that are stored with a batch, so that its downloads need not repeat them.

A template of the caller's own is stored as it is at that time: a batch prints tomorrow what it
printed today, also if the template was changed or deleted in the meantime.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from common.barcode.labels import builtin, label_options
from common.barcode.labels.label_options import Chosen
from common.barcode.model.errors import OptionError
from common.operations.batches.files import FileReport, ParsedFile
from common.operations.batches.labels import Labels, with_title
from common.operations.labels import fonts, pictures, saved
from common.services.container import Services
from common.tables.columns import is_for_labels
from common.tables.table import LABEL_OPTIONS

TEMPLATE, NAMES = "template", LABEL_OPTIONS


def prepare(services: Services, caller: str, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the options in *given* as a batch stores them.

    Args:
        services: the services.
        caller: key of the principal, whose own templates can be named.
        given: options of labels, whose values may be text. The template is a name, a document or
            the text of one.

    Raises:
        OptionError: an option is unknown or malformed, or does not apply.
    """
    if not given:
        return {}
    chosen = dict(given)
    template = chosen.get(TEMPLATE)
    if isinstance(template, str):
        # A copy is stored: a later change of the saved template must not change a batch that was
        # checked.
        chosen[TEMPLATE] = _document(services, caller, template)
    document = chosen.get(TEMPLATE)
    if isinstance(document, Mapping) and len(msgspec.json.encode(document)) > saved.MAX_BYTES:
        raise OptionError.of(
            TEMPLATE,
            "template.too_large",
            f"The template has more than {saved.MAX_BYTES:,} bytes.",
            "Make its pictures smaller.",
        )
    # Parsed for its errors alone: the options are stored as given, as their defaults may change.
    label_options.parse(chosen)
    return chosen


def _document(services: Services, caller: str, template: str) -> object:
    """Return the document in the text *template* or of that name; a name of the product stays."""
    if template.lstrip().startswith("{"):
        try:
            return msgspec.json.decode(template)
        except msgspec.DecodeError:
            return template  # refused as any malformed template
    is_known = label_options.is_stock(template) or template.strip().casefold() in builtin.names()
    own = None if is_known else saved.document(services, caller, template)
    if own is None:
        return template
    return {name: value for name, value in own.items() if name != "name"}


def merged(stored: Mapping[str, Any], given: Mapping[str, object]) -> dict[str, object]:
    """Return the options of a file: those *given*, and those *stored* unless it has a template."""
    # Options such as a title or a stock are chosen for their template.
    return dict(given) if TEMPLATE in given else {**stored, **given}


def changed(stored: Mapping[str, Any], changes: Mapping[str, object]) -> dict[str, object]:
    """Return *stored* with *changes*, of which None removes an option."""
    if TEMPLATE in changes:
        stored = {}
    both = {**stored, **changes}
    return {name: value for name, value in both.items() if value is not None}


def summary(stored: Mapping[str, Any]) -> dict[str, str]:
    """Return *stored* as an answer has it: a document by its title."""
    return {
        name: str(value.get("title") or "a document") if isinstance(value, Mapping) else str(value)
        for name, value in stored.items()
    }


def labels_of(
    services: Services, caller: str, chosen: Chosen, files: Sequence[FileReport]
) -> Labels:
    """Return what makes labels of the rows of *files*.

    Raises:
        OptionError: no file has a column that *chosen* names, or a picture can't be opened.
    """
    reports = [file for file in files if file.mapping]
    mapped = [column for file in reports if file.mapping for column in file.mapping.columns]
    names = [each.name for file in files for each in file.columns if is_for_labels(each)]
    options = with_title(chosen, mapped)
    # Equal names of several files are one column: a template names columns, not files.
    return Labels(
        options,
        list(dict.fromkeys(names)),
        fonts.typesetter(services.settings.font_dir),
        datetime.fromtimestamp(services.clock.now(), UTC),
        pictures.open_all(services, options.template, caller),
    )


def require_columns(
    services: Services, caller: str, stored: Mapping[str, Any], files: Sequence[FileReport]
) -> None:
    """Raise OptionError if *stored* names a column that no file has."""
    if stored:
        labels_of(services, caller, label_options.parse(stored), files)


def in_tables(files: Sequence[ParsedFile]) -> dict[str, Any]:
    """Return the options of labels that *files* have beside their rows."""
    found: dict[str, Any] = {}
    for file in files:
        found |= file.table.labels if file.table else {}
    return found


def as_json(stored: Mapping[str, Any]) -> str:
    """Return *stored* as text; empty if there is nothing."""
    return msgspec.json.encode(stored).decode() if stored else ""
