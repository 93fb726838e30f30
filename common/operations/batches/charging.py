"""The quota of a batch: charged once, when the batch is first drawn."""

from common.operations.batches.lifecycle import USAGE_NAME, Batch
from common.operations.quota import Quota


def charge_labels(quota: Quota, batch: Batch, extra: int, *, requests: int = 0) -> None:
    """Charge labels of *batch*: its rows as `charge` does, and *extra* barcodes beyond one a row.

    The other arguments and the errors are those of `charge`.
    """
    if extra:
        burst = quota.requests_for_barcodes(extra)
        quota.charge(format=USAGE_NAME, cost=extra, requests=burst)
    with quota.refunding(extra):
        charge(quota, batch, requests=requests)


def charge(quota: Quota, batch: Batch, *, requests: int = 0) -> None:
    """Charge the rows of *batch* that can be drawn, unless they are charged already.

    Args:
        quota: the quota of the request.
        batch: the batch.
        requests: requests charged to the burst; 0 if this request was charged before.

    Raises:
        LimitReached: the caller has less left.
        BatchChanged: the rows were replaced since *batch* was found.
        StoreUnavailable: the charge can't be recorded; nothing is charged.
    """
    if not batch.cost:
        if requests:
            quota.charge(requests=requests)
        return
    # Counted before it is recorded: if the process is killed in between, the caller pays again, and
    # never gets more than the quota.
    with quota.charged(format=USAGE_NAME, cost=batch.cost, requests=requests):
        is_first = quota.services.batches.charge(batch.stored)
    if not is_first:
        # Another download of the same batch has paid in the meantime.
        quota.refund(batch.cost)
