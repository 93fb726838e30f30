"""How often batches may be taken in and fetched, which costs no quota.

What is only checked costs no quota, and downloads of a batch cost none either, nor do pages of its
rows: without these bounds one request a second could keep a machine busy.

    TooManyBatches   the caller sends or fetches whole batches faster than they can be served
"""

from msgspec import Struct

from common.services.container import Services

MOST_TAKEN, TAKEN_SECONDS = 30, 60
MOST_FETCHED, FETCHED_SECONDS = 30, 600
# Enough for a batch of 50,000 rows a hundred at a time, or a job asked after once a second.
MOST_PAGES, PAGES_SECONDS = 600, 600


class TooManyBatches(Exception):
    """The caller has to wait.

    Attributes:
        retry_after_seconds: how long.
    """

    def __init__(self, what: str, retry_after_seconds: int) -> None:
        super().__init__(f"Too many {what} in a short time. Try again in {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds


class Bound(Struct, frozen=True):
    """How often something may be done.

    Attributes:
        key: under which it is counted, with whose it is.
        what: as a refusal calls it.
        most: how often.
        seconds: in any so long a time.
    """

    key: str
    what: str
    most: int
    seconds: int


# Of a caller.
TAKEN = Bound("batches", "batches", MOST_TAKEN, TAKEN_SECONDS)
# Of a batch.
FETCHED = Bound("downloads", "downloads of this batch", MOST_FETCHED, FETCHED_SECONDS)
PAGES = Bound("pages", "pages of this batch", MOST_PAGES, PAGES_SECONDS)
STATUSES = Bound("statuses", "questions after this job", MOST_PAGES, PAGES_SECONDS)


def note(services: Services, bound: Bound, whose: str) -> None:
    """Note that what *bound* is of is done once more for *whose*: a caller's key, or a batch's id.

    Raises:
        TooManyBatches: it was, too often in a short time.
    """
    if services.settings.rate_limit_enabled:
        key = f"{bound.key}:{whose}"
        wait = services.limiter.attempt(key, max_attempts=bound.most, period_seconds=bound.seconds)
        if wait:
            raise TooManyBatches(bound.what, wait)
