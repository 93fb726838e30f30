"""The files for GitHub, PyPI, pre-commit and citation tools refer to existing things only.

Tests can't run these services. A misspelt name in such a file fails late, at a release, or never:
these tests compare each reference with the repository.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from common import __version__
from tests.documents.reading import ROOT, anchors, links, name

GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FORMS = sorted(each for each in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if each.stem != "config")
YAML_FILES = (
    *sorted(GITHUB.rglob("*.yml")),
    ROOT / ".pre-commit-config.yaml",
    ROOT / "CITATION.cff",
)
# Documents that no other test reads.
PAGES = (
    ROOT / "SECURITY.md",
    ROOT / "CODE_OF_CONDUCT.md",
    GITHUB / "pull_request_template.md",
)
# GitHub Docs, "Workflow syntax", permissions: what a token may be allowed to do.
MAY_WRITE = {"packages", "id-token", "attestations", "contents"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Source"]


def load(path: Path) -> dict[str, Any]:
    """Return the YAML document in *path*."""
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each job of each workflow, with a name for messages."""
    for path in WORKFLOWS:
        for key, job in load(path)["jobs"].items():
            yield f"{path.name}:{key}", job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each step of each job, with a name for messages."""
    for place, job in jobs():
        for number, step in enumerate(job.get("steps", ()), 1):
            yield f"{place}:{number}", step


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield the words of each line that a workflow or a local pre-commit hook runs."""
    for place, step in steps():
        for line in step.get("run", "").replace("\\\n", " ").splitlines():
            yield place, line.split()
    for hook in local_hooks():
        yield f"pre-commit:{hook['id']}", shlex.split(hook["entry"])


def local_hooks() -> list[dict[str, Any]]:
    """Return the pre-commit hooks that run programs of this repository."""
    repositories = load(ROOT / ".pre-commit-config.yaml")["repos"]
    return [hook for each in repositories if each["repo"] == "local" for hook in each["hooks"]]


def classified_pythons() -> list[str]:
    """Return the Python versions in the package's classifiers."""
    start = "Programming Language :: Python :: "
    return [each.removeprefix(start) for each in PROJECT["classifiers"] if each.startswith(start)]


@pytest.mark.parametrize("path", YAML_FILES, ids=name)
def test_yaml_is_well_formed_and_a_mapping(path: Path) -> None:
    """YAML 1.2.2, 7: a tab or a missing space changes the document or makes it invalid."""
    assert isinstance(load(path), dict)


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    called = {
        word for _, words in commands() if words[:1] == ["make"] for word in words[1:] if word
    }
    assert called
    assert called <= targets


def test_every_script_and_requirements_file_exists() -> None:
    named = {
        word
        for _, words in commands()
        for word in words
        if re.fullmatch(r"(\.?[\w-]+/)*(\.ci/run|[\w.-]+\.(py|txt|in))", word)
    }
    made_by_a_workflow = {"notes.md"}
    assert {"requirements.txt", "tools/release_notes.py", ".ci/run"} <= named
    assert [each for each in named - made_by_a_workflow if not (ROOT / each).exists()] == []


def test_every_called_workflow_exists() -> None:
    called = [job["uses"] for _, job in jobs() if "uses" in job]
    assert called
    assert [each for each in called if not (ROOT / each).is_file()] == []


def test_every_job_that_is_needed_exists() -> None:
    for path in WORKFLOWS:
        known = load(path)["jobs"]
        for key, job in known.items():
            needs = job.get("needs", [])
            assert set([needs] if isinstance(needs, str) else needs) <= set(known), key


def test_artifacts_are_downloaded_by_the_names_they_were_uploaded_with() -> None:
    used = {"upload": set[str](), "download": set[str]()}
    for _, step in steps():
        if found := re.match(r"actions/(upload|download)-artifact@", step.get("uses", "")):
            used[found[1]].add(step["with"]["name"])
    assert used["download"] <= used["upload"]


def test_actions_are_pinned_to_a_version() -> None:
    """GitHub Docs, "Security hardening": a branch such as main may change under a workflow."""
    used = [(place, step["uses"]) for place, step in steps() if "uses" in step]
    pinned = re.compile(r"[\w./-]+@(v\d+(\.\d+){0,2}|[0-9a-f]{40}|release/v\d+)")
    assert used
    assert [(place, each) for place, each in used if not pinned.fullmatch(each)] == []


def test_workflows_have_read_permissions_by_default() -> None:
    """Without `permissions` a job has the default permissions of the repository."""
    for path in WORKFLOWS:
        assert set(load(path)["permissions"].values()) <= {"read"}, path.name
    for place, job in jobs():
        writes = {scope for scope, level in job.get("permissions", {}).items() if level == "write"}
        assert writes <= MAY_WRITE, place
        assert not writes or place.startswith("release.yml:"), place


def test_no_script_contains_an_expression() -> None:
    """A tag or a branch name put into a script by ``${{ }}`` would run as shell code."""
    assert [place for place, step in steps() if "${{" in step.get("run", "")] == []


def test_every_job_that_runs_steps_has_a_time_limit() -> None:
    assert [place for place, job in jobs() if "steps" in job and "timeout-minutes" not in job] == []


def test_the_test_matrix_has_the_pythons_of_the_classifiers() -> None:
    matrix = load(GITHUB / "workflows" / "tests.yml")["jobs"]["python"]["strategy"]["matrix"]
    assert classified_pythons() == matrix["python"]
    assert matrix["runner"] == ["ubuntu-24.04", "ubuntu-24.04-arm"]


def test_find_python_looks_for_the_pythons_of_the_classifiers() -> None:
    script = (ROOT / "tools" / "find-python").read_text(encoding="utf-8")
    candidates = re.findall(r"python(3\.\d+)\b", script.partition("; do")[0])
    assert list(reversed(classified_pythons())) == candidates


def test_the_oldest_python_is_the_one_that_the_package_requires() -> None:
    assert PROJECT["requires-python"] == f">={classified_pythons()[0]}"


def test_dependabot_watches_directories_with_matching_files() -> None:
    holds = {
        "pip": "*.txt",
        "npm": "package-lock.json",
        "docker": "Dockerfile",
        "docker-compose": "compose.yaml",
        "github-actions": ".github/workflows/*.yml",
    }
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert {each["package-ecosystem"] for each in updates} == set(holds)
    for each in updates:
        for folder in each.get("directories", [each.get("directory")]):
            found = list((ROOT / folder.strip("/")).glob(holds[each["package-ecosystem"]]))
            assert found, f"{each['package-ecosystem']} in {folder}"


def test_every_path_with_an_owner_exists() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owned = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert owned[0] == "*"
    assert [each for each in owned[1:] if not list(ROOT.glob(each.strip("/")))] == []


@pytest.mark.parametrize("path", FORMS, ids=name)
def test_forms_have_one_id_for_each_field(path: Path) -> None:
    """GitHub Docs, "Syntax for GitHub's form schema": ids and labels are unique."""
    fields = [each for each in load(path)["body"] if each["type"] != "markdown"]
    for key in ([each["id"] for each in fields], [each["attributes"]["label"] for each in fields]):
        assert sorted(key) == sorted(set(key))


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_relative_link_of_the_pages_resolves(document: Path) -> None:
    for target in links(document):
        path, _, anchor = target.partition("#")
        if ":" in target:
            continue
        assert (ROOT / path).exists(), target
        assert not anchor or anchor in anchors(ROOT / path), target


def test_the_citation_names_this_version_and_repository() -> None:
    """The package also contains a font, whose licence follows its own."""
    licence = PROJECT["license"].partition(" AND ")[0]
    citation = load(ROOT / "CITATION.cff")
    expected = ("1.2.0", __version__, licence, REPOSITORY)
    keys = ("cff-version", "version", "license", "repository-code")
    assert expected == tuple(citation[key] for key in keys)


def test_the_changelog_begins_with_unreleased_and_dates_this_version() -> None:
    """Keep a Changelog 1.1.0: newest first, dates as in ISO 8601."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    released = load(ROOT / "CITATION.cff")["date-released"]
    assert [f"[{__version__}] - {released}"] == headings[1:2]
    assert headings[0] == "[Unreleased]"
    dates = [heading.rpartition(" - ")[2] for heading in headings[1:]]
    assert dates == sorted(dates, reverse=True)


def test_every_version_in_the_changelog_has_a_link() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    urls = dict(re.findall(r"^\[(.+?)\]: (\S+)$", text, re.MULTILINE))
    assert sorted(versions) == sorted(urls)
    assert all(url.startswith(f"{REPOSITORY}/") for url in urls.values())


def test_every_address_on_github_is_of_one_repository() -> None:
    """A fork changes all addresses; the test finds a forgotten one."""
    files = (*YAML_FILES, *PAGES, ROOT / "CHANGELOG.md", ROOT / "pyproject.toml")
    named = {
        found
        for path in files
        for found in re.findall(
            r"https://github\.com/[\w-]+/[\w-]+", path.read_text(encoding="utf-8")
        )
    }
    hooks = {each["repo"] for each in load(ROOT / ".pre-commit-config.yaml")["repos"]}
    assert {REPOSITORY} == named - hooks
