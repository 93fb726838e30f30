"""Prints the section of CHANGELOG.md for a release page.

`python3 tools/release_notes.py v1.2.3`, with the standard library alone. The release workflow runs
it first. It fails if tag, package, citation, the entry of the MCP registry and changelog don't have
the same version.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAG = re.compile(r"v(\d+\.\d+\.\d+)")
HEADING = re.compile(
    r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?$", re.MULTILINE
)
# Link references belong to the whole file, and the section does not use them.
REFERENCE = re.compile(r"^\[[^\]]+\]: \S+$\n?", re.MULTILINE)


class NotReleasable(Exception):
    """The tag does not match the content of the repository."""


def section(changelog: str, version: str) -> str:
    """Return the changes of *version*, without its heading.

    Args:
        changelog: text in the format of Keep a Changelog 1.1.0.
        version: such as ``1.2.3``.

    Raises:
        NotReleasable: the version has no section, no date or no changes.
    """
    headings = list(HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    for heading, end in zip(headings, ends, strict=True):
        if heading["version"] == version:
            body = REFERENCE.sub("", changelog[heading.end() : end]).strip()
            if not heading["date"] or not body:
                raise NotReleasable(f"CHANGELOG.md: [{version}] needs a date and changes.")
            return f"{body}\n"
    raise NotReleasable(f"CHANGELOG.md has no section [{version}].")


def package_version(root: Path) -> str:
    """Return the version of the package in the clone *root*, without importing it."""
    source = (root / "common" / "__init__.py").read_text(encoding="utf-8")
    return str(re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE)[0])


def cited_version(root: Path) -> str:
    """Return the version that CITATION.cff of the clone *root* names."""
    source = (root / "CITATION.cff").read_text(encoding="utf-8")
    return str(re.findall(r'^version: "?([^"\n]+)"?$', source, re.MULTILINE)[0])


def registered_versions(root: Path) -> set[str]:
    """Return the versions that server.json of the clone *root* names, for the MCP registry."""
    server = json.loads((root / "server.json").read_text(encoding="utf-8"))
    return {server["version"], *(package["version"] for package in server["packages"])}


def notes(tag: str, root: Path = ROOT) -> str:
    """Return the release notes of *tag*.

    Args:
        tag: ``v`` and the version.
        root: the clone.

    Raises:
        NotReleasable: tag, package, citation and changelog don't have the same version.
    """
    match = TAG.fullmatch(tag)
    if match is None:
        raise NotReleasable(f"A release tag is v1.2.3, not {tag!r}.")
    for file, version in (
        ("common/__init__.py", package_version(root)),
        ("CITATION.cff", cited_version(root)),
        *(("server.json", version) for version in registered_versions(root)),
    ):
        if version != match[1]:
            raise NotReleasable(f"The tag is {tag}, but {file} has version {version}.")
    return section((root / "CHANGELOG.md").read_text(encoding="utf-8"), match[1])


if __name__ == "__main__":
    try:
        print(notes(sys.argv[1] if len(sys.argv) > 1 else ""), end="")
    except NotReleasable as problem:
        sys.exit(str(problem))
