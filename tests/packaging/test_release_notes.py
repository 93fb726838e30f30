"""tools/release_notes.py: the text of a release page, and tags that release nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from common import __version__
from tools import release_notes
from tools.release_notes import NotReleasable

# In the format of Keep a Changelog 1.1.0.
CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- Later.

## [1.1.0] - 2026-12-24

### Fixed

- A fault.

## [1.0.0] - 2026-12-01

### Added

- Everything.

## [0.9.0]

[Unreleased]: https://example.com/compare/v1.1.0...HEAD
[1.1.0]: https://example.com/releases/tag/v1.1.0
"""


def clone(
    folder: Path, package: str = "1.0.0", cited: str = "1.0.0", registered: str = "1.0.0"
) -> Path:
    """Make a clone with the files that the script reads."""
    (folder / "common").mkdir()
    (folder / "common" / "__init__.py").write_text(
        f'"""Packages."""\n\n__version__ = "{package}"\n'
    )
    (folder / "CITATION.cff").write_text(f"cff-version: 1.2.0\nversion: {cited}\n")
    server = {"version": "1.0.0", "packages": [{"version": registered}]}
    (folder / "server.json").write_text(json.dumps(server))
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    return folder


@pytest.mark.parametrize("tag", ["", "1.0.0", "v1.0", "v1.0.0rc1", "main", "v1.0.0\n"])
def test_other_tags_release_nothing(tag: str, tmp_path: Path) -> None:
    """The workflow releases tags vX.Y.Z only (.github/workflows/release.yml)."""
    with pytest.raises(NotReleasable, match=r"A release tag is v1\.2\.3"):
        release_notes.notes(tag, clone(tmp_path))


def test_tag_of_another_package_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReleasable, match=r"common/__init__\.py has version 1\.1\.0"):
        release_notes.notes("v1.0.0", clone(tmp_path, package="1.1.0"))


def test_tag_of_another_cited_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReleasable, match=r"CITATION\.cff has version 1\.1\.0"):
        release_notes.notes("v1.0.0", clone(tmp_path, cited="1.1.0"))


def test_tag_of_another_registered_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReleasable, match=r"server\.json has version 1\.1\.0"):
        release_notes.notes("v1.0.0", clone(tmp_path, registered="1.1.0"))


@pytest.mark.parametrize("version", ["2.0.0", "1.0"])
def test_version_without_section_is_refused(version: str) -> None:
    with pytest.raises(NotReleasable, match="no section"):
        release_notes.section(CHANGELOG, version)


def test_section_without_date_or_changes_is_refused() -> None:
    with pytest.raises(NotReleasable, match="needs a date and changes"):
        release_notes.section(CHANGELOG, "0.9.0")


def test_section_ends_before_the_next_one() -> None:
    assert release_notes.section(CHANGELOG, "1.1.0") == "### Fixed\n\n- A fault.\n"


def test_notes_are_the_section_of_the_tag(tmp_path: Path) -> None:
    assert release_notes.notes("v1.0.0", clone(tmp_path)) == "### Added\n\n- Everything.\n"


def test_current_version_can_be_released() -> None:
    """Run the script as the workflow does, in this repository."""
    done = subprocess.run(
        [sys.executable, release_notes.__file__, f"v{__version__}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("### Added\n")
    assert "\n## " not in done.stdout


def test_failure_is_one_line_and_a_status() -> None:
    done = subprocess.run(
        [sys.executable, release_notes.__file__], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "A release tag is v1.2.3, not ''.\n"
