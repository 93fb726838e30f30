"""The Dockerfile and supervisord.conf agree with the product."""

import re
from configparser import ConfigParser

from common import __version__
from common.cli.launch.stack import LEFTOVERS_SECONDS, STOP_SECONDS
from tests.e2e.running import ROOT


def test_image_label_has_the_version() -> None:
    """The label is the version of the package."""
    default = re.search(r"^ARG VERSION=(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert default is not None
    assert default[1] == __version__


def test_stop_of_all_programs_fits_into_ten_seconds() -> None:
    """The image and `make run` end within 10 s of SIGTERM."""
    seconds = re.findall(r"^stopwaitsecs = (\d+)$", (ROOT / "supervisord.conf").read_text(), re.M)
    assert len(seconds) == 4
    assert sum(map(int, seconds)) <= 10
    assert STOP_SECONDS + LEFTOVERS_SECONDS < 10


def test_redis_is_stopped_before_the_launcher_kills_the_rest() -> None:
    """Redis stops after the programs that use it, and needs time to write its data."""
    configuration = ConfigParser(interpolation=None)
    configuration.read(ROOT / "supervisord.conf")
    programs = {
        name.removeprefix("program:"): section
        for name, section in configuration.items()
        if name.startswith("program:")
    }
    assert programs.keys() == {"redis", "parsers", "mcp_daemon", "gunicorn"}
    # supervisord stops the highest priority first.
    earlier = [
        section.getint("stopwaitsecs")
        for section in programs.values()
        if section.getint("priority") > programs["redis"].getint("priority")
    ]
    assert sum(earlier) < STOP_SECONDS


def test_build_context_has_the_files_that_the_image_copies() -> None:
    """.dockerignore excludes everything but the sources of COPY."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert {source for line in copied for source in line.split()} == allowed
