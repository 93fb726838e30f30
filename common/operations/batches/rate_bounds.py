"""Bounds on how often batches are created, checked and downloaded, which no quota limits.

Checking rows costs no quota, and neither do downloads of a batch or pages of its rows. Without
these bounds, one request a second could keep a machine busy.

    TooManyBatches   the caller creates or downloads batches faster than the bounds allow
"""

from msgspec import Struct

from common.services.container import Services

MAX_CREATED, CREATED_SECONDS = 30, 60
# Whole thousands of rows: `CREATED` bounds smaller tables. The largest batch can be checked four
# times.
MAX_CHECKED, CHECKED_SECONDS, CHECKED_ROWS = 200, 600, 1_000
MAX_FETCHED, FETCHED_SECONDS = 30, 600
# Enough for 50,000 rows a hundred at a time, or for a client that polls a job once a second.
MAX_PAGES, PAGES_SECONDS = 600, 600
# As fast as somebody tries labels.
MAX_PREVIEWS, PREVIEWS_SECONDS = 300, 600


# Each of them reads the whole table; a large one counts as several.
MAX_EDITS, EDITS_SECONDS, EDITED_ROWS = 300, 600, 5_000


class TooManyBatches(Exception):
    """The caller has to wait.

    Attributes:
        retry_after_seconds: time until the next attempt can succeed.
    """

    def __init__(self, what: str, retry_after_seconds: int) -> None:
        super().__init__(f"Too many {what} in a short time. Try again in {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds


class Bound(Struct, frozen=True):
    """How often an action may happen.

    Attributes:
        key: prefix of the counter's key; the owner's key follows.
        what: name of the action in a refusal.
        most: actions allowed within the period.
        seconds: length of the sliding period.
    """

    key: str
    what: str
    most: int
    seconds: int


# Counted per caller.
CREATED = Bound("batches", "batches", MAX_CREATED, CREATED_SECONDS)
CHECKED = Bound("checked", "checks of rows", MAX_CHECKED, CHECKED_SECONDS)
# Counted per batch.
FETCHED = Bound("downloads", "downloads of this batch", MAX_FETCHED, FETCHED_SECONDS)
PAGES = Bound("pages", "pages of this batch", MAX_PAGES, PAGES_SECONDS)
PREVIEWS = Bound("previews", "previews of this batch", MAX_PREVIEWS, PREVIEWS_SECONDS)
EDITS = Bound("edits", "changes of this batch", MAX_EDITS, EDITS_SECONDS)
STATUSES = Bound("statuses", "status requests for this job", MAX_PAGES, PAGES_SECONDS)


def record_rows(services: Services, caller: str, count: int) -> None:
    """Record that *count* rows will be checked for *caller*.

    Raises:
        TooManyBatches: the bound is reached.
    """
    # One batch is allowed whatever its size: an operator may set a bound on its rows of any size.
    for _ in range(min(count // CHECKED_ROWS, MAX_CHECKED // 4)):
        record(services, CHECKED, caller)


def record(services: Services, bound: Bound, owner: str) -> None:
    """Record one action that *bound* limits.

    Args:
        services: the services.
        bound: the bound of the action.
        owner: key of the caller, or id of the batch.

    Raises:
        TooManyBatches: the bound is reached.
    """
    if services.settings.rate_limit_enabled:
        key = f"{bound.key}:{owner}"
        wait = services.limiter.attempt(key, max_attempts=bound.most, period_seconds=bound.seconds)
        if wait:
            raise TooManyBatches(bound.what, wait)
