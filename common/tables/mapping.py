"""What each column of a table becomes: proposed by names and values, or chosen by the request.

A table with a column called ``data`` is written for this service: its columns have the names of
options. In any other table the barcode is found by the names and values of the columns. A column
sets an option only if its values are valid for it, and the mapping has the reason.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.tables import columns, format_proposal
from common.tables.column_choices import IGNORED, TEXT, TITLE, resolve
from common.tables.columns import (
    CONTENT,
    COPIES,
    DATA,
    FILENAME,
    FORMAT,
    OPTIONS,
    Column,
    Columns,
    MappedColumn,
    fold,
    option_by_alias,
)
from common.tables.errors import unreadable
from common.tables.format_proposal import FormatProposal
from common.tables.header_words import Meaning, is_entry, meaning_of, names_barcode
from common.tables.survey import MAX_DISTINCT, MAX_VALUES, SSCC_LENGTH, ColumnSurvey, Survey
from common.tables.table import Pause, Record, Table, no_pause

# Labels of one row: a column of stock levels would otherwise empty the roll.
MAX_COPIES = 1_000
ENOUGH = 2.0
# Values of a column that the answer shows.
MAX_SAMPLES, _SAMPLE_CHARACTERS = 3, 40
# Points of the name alone; `likeness` adds those of the values, and from `ENOUGH` on a column may
# hold the barcodes.
_NAME_SCORES: Mapping[Meaning | None, float] = {
    Meaning.BARCODE: 6,
    Meaning.NUMBER: 3,
    Meaning.TITLE: -1,
    Meaning.QUANTITY: -4,
    Meaning.TEXT: -4,
    Meaning.COPIES: -6,
    None: 0,
}


def assign(
    table: Table,
    survey: Survey,
    defaults: Mapping[str, str],
    choices: Mapping[str, str],
    fields: Collection[str] | None = None,
    pause: Pause = no_pause,
) -> Columns:
    """Return what each column of *table* becomes.

    Args:
        table: the table.
        survey: its values.
        defaults: the options for all rows.
        choices: what the request says of columns, as `column_choices.resolve` reads it.
        fields: the fields of the content types of the rows; None if nothing names a type.
        pause: called between the values of columns, some of which are drawn.

    Raises:
        TableError: a chosen column is unknown, two columns set the same option, or no column has
            the data.
    """
    return _Assignment(table, survey, defaults, choices, fields, pause).columns()


class _Assignment:
    """The columns of one table while their meaning is decided."""

    def __init__(
        self,
        table: Table,
        survey: Survey,
        defaults: Mapping[str, str],
        choices: Mapping[str, str],
        fields: Collection[str] | None,
        pause: Pause,
    ) -> None:
        self._table = table
        self._pause = pause
        self._names = table.columns
        self._values = [survey.columns[name] for name in table.columns]
        self._defaults = defaults
        self._options = [""] * len(self._names)
        self._uses = [""] * len(self._names)
        self._reasons = [""] * len(self._names)
        self._notes = [""] * len(self._names)
        self._chosen = resolve(table, {**table.choices, **choices})
        self._fields = fields
        self._proposal: FormatProposal | None = None
        # The survey of a column counts no more values.
        self._rows = min(survey.rows, MAX_VALUES)
        self._hidden_rows = survey.hidden
        # A name that sets an option is a wish of its own, whether the sheet shows it or not.
        is_ours = DATA in map(fold, self._names)
        self._hidden_columns = frozenset() if is_ours else table.hidden_columns

    def columns(self) -> Columns:
        folded = [fold(name) for name in self._names]
        is_ours = DATA in folded or self._fields is not None or any(map(columns.is_field, folded))
        if is_ours and not self._moves_data():
            self._read_option_names()
        self._apply_choices()
        if not is_ours or self._moves_data():
            self._find_data()
        self._propose_format()
        self._check_options()
        self._find_copies()
        self._describe_rest()
        every = tuple(map(Column, self._names, self._options, self._notes))
        proposal = None if self._sets_every_format() else self._proposal
        notes = (*self._hidden(), *self._doubts())
        return Columns(every, tuple(self._mapped()), proposal, notes)

    def _hidden(self) -> tuple[str, ...]:
        count = self._hidden_rows
        return (f"Rows that the sheet hides were read too: {count:,}.",) if count else ()

    def _sets_every_format(self) -> bool:
        if FORMAT in self._defaults or FORMAT not in self._options:
            return FORMAT in self._defaults
        return self._values[self._options.index(FORMAT)].count >= self._rows

    def _doubts(self) -> tuple[str, ...]:
        """Return a note if the request has another symbology than its standard numbers need."""
        given = self._defaults.get(FORMAT)
        if not (given and self._proposal and DATA in self._options):
            return ()
        is_standard = format_proposal.is_mostly_standard(self._values[self._options.index(DATA)])
        if not is_standard or symbology.find(given).family in ("retail", "gs1"):
            return ()
        title = symbology.find(given).title
        note = (
            f"{self._proposal.reason} They are drawn as {title}, as the request says:"
            f" leave format out, or give {self._proposal.format}."
        )
        return (note,)

    def _moves_data(self) -> bool:
        return DATA in self._chosen.by_use

    def _read_option_names(self) -> None:
        assigned = columns.assign(self._table.name, self._names, self._fields)
        for at, column in enumerate(assigned.every):
            self._notes[at] = column.note
            if column.option:
                self._set(at, column.option, f"Its name is that of the option {column.option}.")

    def _apply_choices(self) -> None:
        reason = "The request says so."
        for use, at in self._chosen.by_use.items():
            for other, option in enumerate(self._options):
                if option == use and other != at:
                    self._clear(other, "Another column is chosen for it.")
            if at is not None:
                self._set(at, use, reason)
        for at, use in self._chosen.by_column.items():
            # A column that the request chooses for an option keeps it, also if labels print it as
            # their title.
            if use == IGNORED or self._options[at] not in self._chosen.by_use:
                self._clear(at, reason, use)

    def _find_data(self) -> None:
        for at, name in enumerate(self._names):
            # "Type", "Code" and "Format" have many meanings; names of symbologies have one.
            if self._is_free(at) and option_by_alias(name) == FORMAT:
                values = self._values[at].distinct
                if values and all(map(_is_symbology, values)):
                    self._set(at, FORMAT, "All of its values are names of symbologies.")
                else:
                    self._reasons[at] = "Its values are not all names of symbologies."
        if self._moves_data():
            return
        scores = [
            likeness(name, values) if self._is_free(at) else 0.0
            for at, (name, values) in enumerate(zip(self._names, self._values, strict=True))
        ]
        # What its owner has hidden is for programs, unless nothing else can be the barcode.
        shown = [0.0 if at in self._hidden_columns else each for at, each in enumerate(scores)]
        scores = shown if max(shown, default=0.0) >= ENOUGH else scores
        # Of equal columns, the first one.
        best = max(range(len(scores)), key=lambda at: (scores[at], -at))
        if scores[best] < ENOUGH:
            raise self._no_data()
        self._set(best, DATA, _why_data(self._names[best], self._values[best]))

    def _propose_format(self) -> None:
        if DATA in self._options:
            at = self._options.index(DATA)
            self._proposal = format_proposal.propose(self._names[at], self._values[at])
            is_standard = format_proposal.is_mostly_standard(self._values[at])
            if is_standard or self._proposal.by_length:
                self._reasons[at] = self._proposal.reason

    def _check_options(self) -> None:
        """Take the columns with names of options, if their values are valid for them."""
        is_foreign = DATA not in map(fold, self._names)
        by_alias = any(
            option == DATA and option_by_alias(name) == DATA and fold(name) not in OPTIONS
            for name, option in zip(self._names, self._options, strict=True)
        )
        for at, name in enumerate(self._names):
            key = fold(name)
            if at in self._chosen.locked:
                continue
            if is_foreign and self._is_free(at):
                option = FILENAME if key in columns.FILENAME_WORDS else key
                if option not in OPTIONS and option != FILENAME and by_alias:
                    option = option_by_alias(name)
                is_option = option in OPTIONS or option == FILENAME
                if is_option and option not in (DATA, *self._options):
                    self._take_option(at, option, all_valid=True)
            elif not is_foreign and self._options[at] in OPTIONS:
                option = self._options[at]
                if option not in (DATA, FORMAT) or key != option:
                    self._options[at] = ""
                    self._take_option(at, option, all_valid=key != option)

    def _take_option(self, at: int, option: str, *, all_valid: bool) -> None:
        if option == FILENAME:
            self._set(at, option, "Its name is that of the file name of a picture.")
            return
        values = self._values[at].distinct
        bad = [text for text, record in values.items() if not self._is_valid(option, text, record)]
        # In a table with a column called data, single bad cells become bad rows. In any other
        # table, a column sets an option only if all of its values are valid.
        is_taken = len(values) <= MAX_DISTINCT and (
            not bad if all_valid else len(bad) * 2 < len(values) or not values
        )
        if is_taken:
            valid = "All" if not bad else f"{len(values) - len(bad)} of {len(values)}"
            self._set(at, option, f"{valid} of its values are valid for the option {option}.")
            return
        example = f"{bad[0][:40]!r} is not valid for it" if bad else "it has too many values"
        self._clear(at, f"It has the name of the option {option}, but {example}.", "")

    def _is_valid(self, option: str, text: str, record: Record) -> bool:
        self._pause()
        if option == FORMAT:
            return _is_symbology(text)
        by_name = dict(zip(record.names or self._names, record.cells, strict=False))
        data = self._names[self._options.index(DATA)] if DATA in self._options else ""
        cell = by_name.get(data)
        own_format = self._proposal.of(cell.text) if self._proposal and cell else "code128"
        arguments = {
            "data": cell.text if cell else "1",
            "format": self._defaults.get(FORMAT, own_format),
            option: text,
        }
        try:
            pipeline.plan(options.parse(arguments, strings=True))
        except BarcodeError as error:
            # Other problems are those of the data, and not of this value.
            return all(problem.field != option for problem in error.problems)
        return True

    def _find_copies(self) -> None:
        if COPIES in self._options or COPIES in self._chosen.by_use:
            return
        for at, name in enumerate(self._names):
            values = self._values[at]
            is_shown = at not in self._hidden_columns
            if is_shown and self._is_free(at) and meaning_of(name) is Meaning.COPIES:
                if values.count and values.counts == values.count:
                    self._set(at, COPIES, "Its name is that of a number of labels.")
                    return
                self._reasons[at] = "Its values are not numbers of labels."

    def _describe_rest(self) -> None:
        """Set the use of each column that sets nothing: the title of labels, a text, or none."""
        has_title = TITLE in self._uses
        title = self._title()
        for at, name in enumerate(self._names):
            if self._options[at] or self._uses[at]:
                continue
            meaning, values = meaning_of(name), self._values[at]
            if not values.count:
                self._describe(at, IGNORED, "It is empty.")
            elif not name:
                self._describe(at, IGNORED, "It has no name.")
            elif at in self._hidden_columns:
                reason = f"The sheet hides it: columns[text]={name} lets labels print it."
                self._describe(at, IGNORED, reason)
            elif at == title and not has_title:
                has_title = True
                self._describe(at, TITLE, "Its name is that of a name or description.")
            elif meaning is Meaning.QUANTITY and values.counts == values.count:
                self._describe(
                    at,
                    IGNORED,
                    f"It may be a number of pieces: columns[copies]={name} prints as many labels,"
                    f" {values.total:,} in all.",
                )
            elif format_proposal.is_mostly_standard(values):
                self._describe(
                    at, TEXT, f"It has valid numbers too: columns[data]={name} draws them."
                )
            else:
                self._describe(at, TEXT, "Labels can print it.")

    def _title(self) -> int | None:
        """Return the column with what things are called: the first one that is no number."""
        found = [
            at
            for at, name in enumerate(self._names)
            if not (self._options[at] or self._uses[at])
            and at not in self._hidden_columns
            and self._values[at].count
            and meaning_of(name) is Meaning.TITLE
        ]
        # "Artikel" is a name in one table, and a number or a code in the next.
        named = [at for at in found if not self._values[at].are_numbers]
        texts = [at for at in named if 2 * self._values[at].codes <= self._values[at].count]
        # "Title" says it as a whole, "Category name" in one of its words.
        whole = [at for at in texts if is_entry(self._names[at])]
        return next(iter(whole or texts or named or found), None)

    def _mapped(self) -> Sequence[MappedColumn]:
        return [
            MappedColumn(
                name,
                _use(option) if option else use,
                _named_option(option),
                reason,
                self._samples(at),
            )
            for at, (name, option, use, reason) in enumerate(
                zip(self._names, self._options, self._uses, self._reasons, strict=True)
            )
        ]

    def _samples(self, at: int) -> tuple[str, ...]:
        """Return the first values of a column, by which a person knows it."""
        samples = []
        for record in islice(self._values[at].distinct.values(), MAX_SAMPLES):
            names = record.names or self._names
            # Of columns with the same name, the survey has the values of both.
            place = at if not record.names else names.index(self._names[at])
            label = record.cells[place].label if place < len(record.cells) else ""
            if label:
                cut = label[: _SAMPLE_CHARACTERS - 1] + "…"
                samples.append(label if len(label) <= _SAMPLE_CHARACTERS else cut)
        return tuple(samples)

    def _is_free(self, at: int) -> bool:
        return not self._options[at] and at not in self._chosen.locked

    def _set(self, at: int, option: str, reason: str) -> None:
        self._options[at], self._uses[at], self._reasons[at] = option, "", reason
        self._notes[at] = ""

    def _clear(self, at: int, reason: str, use: str = "") -> None:
        self._options[at], self._uses[at], self._reasons[at] = "", use, reason

    def _describe(self, at: int, use: str, reason: str) -> None:
        self._uses[at] = use
        # A reason that was found before says more.
        self._reasons[at] = self._reasons[at] or reason

    def _no_data(self) -> Exception:
        known = ", ".join(repr(name[:40]) for name in self._names[:20])
        return unreadable(
            self._table.name,
            "no_data",
            f"No column looks like barcodes; there are {known}.",
            "Name it with columns[data]=COLUMN, call it data, or give content and its fields.",
        )


def likeness(name: str, values: ColumnSurvey) -> float:
    """Return how likely a column holds the barcodes; from `ENOUGH` on it may."""
    if not values.count:
        return 0.0
    is_alias = option_by_alias(name) == DATA
    score = max(_NAME_SCORES[meaning_of(name)], 5.0 if is_alias else -9.0)
    if format_proposal.is_mostly_standard(values):
        score += 7
        # On a pallet, its own number comes before that of the articles.
        score += 2 * values.gtins[SSCC_LENGTH] > values.count
    elif 2 * values.identified > values.count:
        # GS1 data holds the GTIN that another column may have alone.
        score += 14
    elif names_barcode(name) and 10 * values.repeated <= values.count < 2 * values.codes:
        # The numbers of a library or a shop of its own, beside the ISBN or EAN of what they name.
        score += 8
    elif 2 * (values.addresses + values.element_strings) > values.count:
        score += 4
    elif not values.repeated and 2 * values.codes > values.count and not values.decimals:
        # A running number is less than a code.
        score += 1 if values.are_numbers else 2
    score -= 5 * (2 * values.decimals > values.count)
    score -= 4 * (2 * values.dates > values.count)
    score -= 4 * (3 * values.sentences > values.count)
    score -= 3 * (2 * values.repeated > values.count)
    return score


def _why_data(name: str, values: ColumnSurvey) -> str:
    meaning = meaning_of(name)
    if meaning is Meaning.BARCODE or option_by_alias(name) == DATA:
        return "Its name is that of a barcode."
    if meaning is Meaning.NUMBER:
        return "Its name is that of a number or code, and no other column has standard numbers."
    return "Its values differ from row to row, as codes do."


def _is_symbology(text: str) -> bool:
    try:
        symbology.find(text)
    except BarcodeError:
        return False
    return True


def _use(option: str) -> str:
    if option in (DATA, FORMAT, COPIES, FILENAME):
        return option
    return CONTENT if option.startswith(CONTENT) else "option"


def _named_option(option: str) -> str:
    return option if option and _use(option) in ("option", CONTENT) else ""
