"""How many sockets and files this process, and what it starts, may have open."""

import resource

# What a kernel lets anybody have, unless it was told otherwise (fs.nr_open): asked for more, it
# would refuse, and a limit without end is one that some programs count up to.
MOST = 1_048_576


def raise_descriptor_limit() -> None:
    """Allow as many as the hard limit does: the usual 1,024 are soon used up by sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = int(min(_number(hard), MOST))
    if _number(soft) < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _number(limit: int) -> float:
    return float("inf") if limit == resource.RLIM_INFINITY else limit
