"""The bytes that a batch will occupy in the store, counted while its rows are checked."""

from common.barcode.model.errors import Problem
from common.services.store.batches import ROW_BYTES, Batches, BatchStorageFull


class StorageMeter:
    """Stops a batch that would not fit before all of its rows are in memory.

    The store checks the whole batch again when it is added.

    Args:
        batches: the stored batches.
        caller: key of the caller.

    Raises:
        BatchStorageFull: the caller has no room at all.
        StoreUnavailable: the store does not answer.
    """

    def __init__(self, batches: Batches, caller: str) -> None:
        self._batches = batches
        self._caller = caller
        self._left_bytes = batches.require_room(caller)
        self._used_bytes = 0

    def add(self, row_bytes: int) -> None:
        """Count a row of *row_bytes*.

        Raises:
            BatchStorageFull: the rows so far don't fit.
        """
        self._used_bytes += row_bytes + ROW_BYTES
        if self._used_bytes > self._left_bytes:
            # Others may have expired since the check began.
            self._left_bytes = self._batches.require_room(self._caller, self._used_bytes)


def explain(full: BatchStorageFull) -> Problem:
    """Return what is full, and what the caller can do about it."""
    if full.whose == "all":
        message = "The store has no room for another batch now."
        return Problem("batches", "batch.storage_full", message, f"Wait {_wait(full)}.")
    if not full.retry_after_seconds:
        message = f"The report of this batch is larger than {_mebibytes(full.limit_bytes)}."
        return Problem("body", "batch.too_large", message, "Send fewer rows at a time.")
    message = (
        f"Your stored batches occupy {_mebibytes(full.used_bytes)} of "
        f"{_mebibytes(full.limit_bytes)}, and this one does not fit."
    )
    fix = f"Delete batches that you no longer need (DELETE batches/{{id}}), or wait {_wait(full)}."
    return Problem("batches", "limit.batch_bytes", message, fix)


def _wait(full: BatchStorageFull) -> str:
    return f"{full.retry_after_seconds} s"


def _mebibytes(count: int) -> str:
    return f"{count / (1 << 20):.3g} MiB"
