"""The names under which Redis keeps limits and usage.

All keys of one caller bear one hash tag, so that a script over them runs on a Redis Cluster too.
Tags are few, and each tells of many callers, so that what has changed can be read by the flusher
without asking for every caller.
"""

import zlib

TAGS = 16
EPOCH_BYTES = 16


def tag_of(caller: str) -> int:
    """Return the tag of *caller*."""
    return zlib.crc32(caller.encode()) % TAGS


def epoch(tag: int) -> str:
    """Name the random id of this Redis' counts; missing where it is empty and not seeded."""
    return f"barcode:{{{tag}}}:epoch"


def caller_state(caller: str) -> str:
    """Name the hash of a caller's burst and quota."""
    return f"barcode:{{{tag_of(caller)}}}:caller:{caller}"


def usage(tag: int, day: int | str) -> str:
    """Name the hash of a day's counts by field."""
    return f"barcode:{{{tag}}}:usage:{day}"


def returned(tag: int, day: int | str) -> str:
    """Name the hash of a day's counts that were taken back, by field."""
    return f"barcode:{{{tag}}}:returned:{day}"


def changed(tag: int) -> str:
    """Name the set of ``day|field`` that the store has not been told of."""
    return f"barcode:{{{tag}}}:changed"


def attempts(key: str) -> str:
    """Name the list of the times of attempts under *key*."""
    return f"barcode:{{{key}}}:attempts"


def field(caller: str, interface: str, format: str) -> str:
    """Name a count; the caller comes last, since only it may hold a bar."""
    return f"{interface}|{format}|{caller}"
