"""How many labels one output has at most."""

from common.barcode.model.errors import Problem

# They bound the work of drawing them.
MAX_LABELS = 100_000


def too_many_labels() -> Problem:
    """Return the problem of a row with which an output has more than `MAX_LABELS`."""
    return Problem(
        "copies",
        "table.too_many_copies",
        f"The rows up to this one have more than {MAX_LABELS:,} labels.",
        "Send the rows in several batches, or choose another column: columns[copies]=COLUMN.",
    )
