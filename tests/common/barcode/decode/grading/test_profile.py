"""Scan reflectance profiles that were computed by hand, with the formulas of ISO/IEC 15416, 5.4."""

import pytest

from common.barcode.decode.grading.profile import measure

Q = [0.8] * 10  # a quiet zone


def test_line_without_bars_has_no_profile() -> None:
    """Paper only, or a line that begins within a bar."""
    assert measure([0.8] * 40) is None
    assert measure([0.1] * 10 + [0.8] * 10 + [0.1] * 10) is None


def test_perfect_bars() -> None:
    """Paper of 80 %, ink of 5 %: SC, EC and MOD follow; nothing is uneven."""
    profile = measure([*Q, *[0.05] * 4, *[0.8] * 2, *[0.05] * 6, *Q])
    assert profile is not None
    assert (profile.widths, profile.start, profile.end) == ((4, 2, 6), 10, 22)
    assert profile.contrast == pytest.approx(0.75)
    assert profile.least_edge_contrast == pytest.approx(0.75)
    assert (profile.modulation, profile.defects) == (pytest.approx(1), pytest.approx(0))
    assert set(profile.grades.values()) == {4}


def test_weak_space_lowers_modulation() -> None:
    """The space reaches 50 %: EC min is 0.45, and 0.45 / 0.75 is 0.6, which is grade 3."""
    profile = measure([*Q, *[0.05] * 4, *[0.5] * 2, *[0.05] * 4, *Q])
    assert profile is not None
    assert profile.least_edge_contrast == pytest.approx(0.45)
    assert profile.modulation == pytest.approx(0.6)
    assert profile.grades["modulation"] in (2, 3)  # at the limit itself
    assert profile.grades["edge_contrast"] == 4


def test_void_in_a_bar_is_a_defect() -> None:
    """A light spot of 20 % in a bar of 5 %: ERN is 0.15 and 0.15 / 0.75 is 0.2."""
    bar = [0.05, 0.05, 0.05, 0.2, 0.05, 0.05]
    profile = measure([*Q, *bar, *[0.8] * 3, *[0.05] * 3, *Q])
    assert profile is not None
    assert profile.most_nonuniform == pytest.approx(0.15)
    assert profile.defects == pytest.approx(0.2)


def test_spot_in_a_quiet_zone_is_a_defect() -> None:
    """Quiet zones are elements too (5.4.7)."""
    profile = measure([*[0.8] * 5, 0.6, *[0.8] * 5, *[0.05] * 3, *Q])
    assert profile is not None
    assert profile.most_nonuniform == pytest.approx(0.2)


@pytest.mark.parametrize(("ink", "grade"), [(0.05, 4), (0.15, 3), (0.3, 2), (0.5, 1), (0.65, 0)])
def test_grades_of_contrast(ink: float, grade: int) -> None:
    """Table 3: 70, 55, 40 and 20 %; paper is at 80 %."""
    profile = measure([*Q, *[ink] * 4, *Q])
    assert profile is not None
    assert profile.grades["symbol_contrast"] == grade


def test_ink_that_is_lighter_than_half_of_the_paper_fails() -> None:
    """5.4.4: R min is at most half of R max."""
    grades = [
        profile.grades["minimum_reflectance"]
        for ink in (0.39, 0.41)
        if (profile := measure([*Q, *[ink] * 4, *Q]))
    ]
    assert grades == [4, 0]


def test_edge_lies_half_way_between_the_levels() -> None:
    """5.3: the sample between has half of the contrast, so that half of it is bar."""
    profile = measure([*Q, 0.425, *[0.05] * 3, *Q])
    assert profile is not None
    assert profile.start == pytest.approx(10.5)
    assert profile.widths == (pytest.approx(3.5),)


def test_edges_in_the_wrong_order_have_no_profile() -> None:
    """A faint space next to a faint bar: the middle between their levels lies behind the next."""
    line = [0.0, 1.0, 0.45, 0.55, 0.55, 1.0, 0.45, 0.5, 0.45, 0.45, 0.55, 0.5, 0.0, 0.55, 1.0, 0.0]
    line += [0.45, 0.5, 0.0, 0.5, 1.0, 0.55, 1.0, 0.45, 0.5, 0.5]
    assert measure([1.0, 1.0, *line, 1.0, 1.0]) is None
