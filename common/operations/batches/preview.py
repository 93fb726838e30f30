"""The first sheet of a batch's labels for a screen: its picture, its places, and what is wrong."""

from collections.abc import Mapping

from msgspec import Struct

from common.barcode.labels import label_options, sheet_image
from common.barcode.labels.label import Label
from common.barcode.model.errors import Problem
from common.operations.batches import label_choices, lifecycle
from common.operations.batches.lifecycle import Batch
from common.operations.labels import saved
from common.services.container import Services
from common.tables.table import Pause, no_pause

# Enough for two pixels of a screen for each of CSS on a sheet that is half a window wide.
DPI = 150
# Rows whose labels are made, so that those that can't be printed are known before they are.
MAX_CHECKED = 1_000
_MAX_PROBLEMS = 20


class RowProblems(Struct, frozen=True):
    """A row that can't be printed with these options: its file and number, and why."""

    row: str
    problems: tuple[Problem, ...]


class Preview(Struct, frozen=True):
    """The first sheet, or the first label of a roll.

    Attributes:
        stock: id of the sheet or roll.
        page: width and height of the sheet in mm.
        label: width and height of a label in mm.
        places: left and top of every label of a sheet in mm, in the order of printing.
        rows: the row of each label that is shown, from the first one that is printed.
        labels: number of labels, copies included; None if the template computes the copies.
        sheets: number of sheets; None as well.
        checked: number of rows whose labels were made, from the first.
        unprintable: how many of these have a reason on their label instead of a barcode.
        problems: the first of them.
        image: a PNG picture.
    """

    stock: str
    page: tuple[float, float]
    label: tuple[float, float]
    places: tuple[tuple[float, float], ...]
    rows: tuple[str, ...]
    labels: int | None
    sheets: int | None
    checked: int
    unprintable: int
    problems: tuple[RowProblems, ...]
    image: bytes


def make(
    services: Services,
    caller: str,
    batch: Batch,
    given: Mapping[str, object],
    pause: Pause = no_pause,
) -> Preview:
    """Return the first sheet of *batch*.

    Args:
        services: the services.
        caller: key of the principal.
        batch: the batch.
        given: options of labels, whose values may be text; those of the batch apply too.
        pause: called between the steps of the work.

    Raises:
        OptionError: an option is malformed, names an unknown column, or a picture can't be opened.
    """
    options = label_choices.merged(batch.labels, given)
    chosen = label_options.parse(options, saved.finder(services, caller))
    labels = label_choices.labels_of(services, caller, chosen, batch.files)
    stock, start = chosen.stock, chosen.options.start
    room = stock.count - start + 1
    shown: list[tuple[Label, int]] = []
    names: list[str] = []
    problems: list[RowProblems] = []
    checked = unprintable = 0
    every = labels.composed(batch.names, lambda: lifecycle.rows(services, batch), pause)
    for row, made, dpi, error in every:
        free = made[: room - len(shown)]
        shown += [(label, dpi) for label in free]
        names += [row.name] * len(free)
        if error is not None:
            unprintable += 1
            if len(problems) < _MAX_PROBLEMS:
                problems.append(RowProblems(row.name, error.problems))
        checked += 1
        # The sheet is shown whole, also if that takes more rows than are checked otherwise. Of rows
        # with styled barcodes no more are checked, since each costs as much as a hundred others.
        is_styled = any(barcode.style for label in made for barcode in label.barcodes)
        if len(shown) == room and (checked >= MAX_CHECKED or is_styled):
            break
    count = None if chosen.template.copies else _count(services, batch, pause)
    return Preview(
        stock.id,
        stock.page,
        stock.label,
        tuple([stock.place(number) for number in range(stock.count)]),
        tuple(names),
        count,
        # Rounded up, with the labels in front of the first one that is printed.
        None if count is None else -(-(count + start - 1) // stock.count) if count else 0,
        checked,
        unprintable,
        tuple(problems),
        sheet_image.shaded(shown, stock, start, DPI, pause),
    )


def _count(services: Services, batch: Batch, pause: Pause) -> int:
    count = 0
    for row in lifecycle.rows(services, batch):
        count += row.copies if row.options else 0
        pause()
    return count
