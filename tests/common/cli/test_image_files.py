"""The files that ship the product agree with the product."""

import re

from common import __version__
from common.cli.launch.stack import LEFTOVERS_SECONDS, STOP_SECONDS
from tests.e2e.running import ROOT


def test_image_label_tells_the_version() -> None:
    default = re.search(r"^ARG VERSION=(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert default is not None
    assert default[1] == __version__


def test_stop_of_all_programs_fits_into_ten_seconds() -> None:
    """The image and `make run` promise to be gone within 10 s of SIGTERM."""
    seconds = re.findall(r"^stopwaitsecs = (\d+)$", (ROOT / "supervisord.conf").read_text(), re.M)
    assert len(seconds) == 5
    assert sum(map(int, seconds)) <= 10


def test_redis_stops_in_order_before_the_launcher_ends_what_is_left() -> None:
    """It stops last of those that count, and should not be killed for others that took long."""
    text = (ROOT / "supervisord.conf").read_text()
    programs = {
        name: int(re.findall(r"^stopwaitsecs = (\d+)$", body, re.M)[0])
        for name, body in re.findall(r"^\[program:(\w+)\]$(.+?)(?=^\[|\Z)", text, re.M | re.S)
    }
    assert programs.keys() == {"redis", "parsers", "mcp_daemon", "gunicorn"}
    assert programs["gunicorn"] + programs["mcp_daemon"] < STOP_SECONDS
    assert STOP_SECONDS + LEFTOVERS_SECONDS < 10


def test_build_context_holds_what_the_image_copies() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert {source for line in copied for source in line.split()} == allowed
