"""The numbers of processes on machines with other numbers of cores."""

import os

import pytest

from common import settings
from common.services import capacity
from common.services.capacity import Capacity

MIB = 1 << 20


def capacity_of(monkeypatch: pytest.MonkeyPatch, cores: int, **environ: str) -> Capacity:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))
    return capacity.of(settings.load(environ))


@pytest.mark.parametrize(("cores", "workers"), [(1, 2), (2, 2), (3, 3), (4, 4), (64, 4)])
def test_cores_add_workers_as_far_as_memory_allows(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int
) -> None:
    """By default, 1 GiB are for two parsers and up to four workers, however many cores."""
    found = capacity_of(monkeypatch, cores)
    assert (found.workers, found.parsers) == (workers, 2)


@pytest.mark.parametrize("cores", [1, 2, 4, 8, 64])
def test_what_all_processes_hold_does_not_grow_with_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    """The files that are parsed are not: each of them may be of the largest size."""
    found = capacity_of(monkeypatch, cores)
    assert found.workers * found.drawings <= 4
    assert found.parsers * 384 <= 768
    # A worker has room for three of the largest files, one of them for an address.
    assert found.body_bytes >= 3 * 10 * MIB
    assert found.body_bytes * found.workers <= 192 * MIB
    assert found.body_bytes_per_address >= 10 * MIB


def test_more_memory_is_used_for_more_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    found = capacity_of(monkeypatch, 16, MEMORY_BUDGET_BYTES=str(8 << 30))
    assert (found.workers, found.parsers, found.drawings) == (16, 16, 1)


def test_numbers_that_are_set_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    found = capacity_of(monkeypatch, 2, WORKERS="20", PARSER_PROCESSES="9")
    assert (found.workers, found.parsers, found.drawings) == (20, 9, 1)


def test_small_memory_has_two_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    found = capacity_of(monkeypatch, 8, MEMORY_BUDGET_BYTES=str(256 * MIB))
    assert (found.workers, found.parsers) == (2, 2)


def test_largest_body_fits_whatever_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound below MAX_BODY_BYTES would refuse every file of that size for want of room."""
    found = capacity_of(monkeypatch, 2, MAX_BODY_BYTES=str(200 * MIB))
    assert found.body_bytes_per_address >= 200 * MIB
