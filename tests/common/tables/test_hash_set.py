"""HashSet is compared with Python's own set."""

from hypothesis import given
from hypothesis import strategies as st

from common.tables.hash_set import HashSet


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-3_000, 3_000), max_size=3_000))
def test_it_remembers_what_a_set_does(values: list[int]) -> None:
    """Python's hashes are of this range; 0 and 1 are taken as equal."""
    ours, theirs = HashSet(), set[int]()
    for value in values:
        expected = (value or 1) in theirs
        theirs.add(value or 1)
        assert (value in ours) == expected
        assert ours.add(value) == expected


def test_it_grows() -> None:
    """Many consecutive numbers probe long runs."""
    ours = HashSet()
    assert not any(ours.add(value) for value in range(2, 20_000))
    assert all(ours.add(value) for value in range(2, 20_000))
