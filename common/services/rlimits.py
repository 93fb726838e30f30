"""Raises the limit of open file descriptors for this process and its children."""

import resource

# The kernel's default of fs.nr_open: it rejects a higher limit, and some programs loop over every
# number up to an unlimited one.
MAX_DESCRIPTORS = 1_048_576


def raise_descriptor_limit() -> None:
    """Raise the soft limit to the hard one: sockets soon use up the usual 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = int(min(_number(hard), MAX_DESCRIPTORS))
    if _number(soft) < target:
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))


def _number(limit: int) -> float:
    return float("inf") if limit == resource.RLIM_INFINITY else limit
