"""Every block of code in the documents works as it stands, against a running stack.

Each document is followed from top to bottom, as a newcomer would: what one block makes, the next
one uses. What a test can't run as it is, such as Docker, has a stand-in that says why
(tests/system/following/stand_in.py).
"""

import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.documents.reading import GUIDES, Block, blocks, name
from tests.servers.postgres import PostgresServer
from tests.system.following.follower import Clone, Shell
from tests.system.following.homes import HOMES, SHOWING

MASTER_KEY = "the operator's own key"
# It starts and stops stacks of its own, on a machine that has none.
STARTS_FROM_NOTHING = "docs/deployment.md"
FOLLOWED = [each for each in GUIDES if blocks(each) and name(each) != STARTS_FROM_NOTHING]


@pytest.fixture(scope="module")
def clone(tools: None) -> Iterator[Clone]:
    """A clone in which `make run` was said, as the README begins."""
    with tempfile.TemporaryDirectory(prefix="barcode-") as folder:
        made = Clone(Path(folder), {"MASTER_API_KEY": MASTER_KEY})
        made.shell("before").run("make run")
        yield made
        made.close()


@pytest.fixture
def machine(postgres_server: PostgresServer) -> Iterator[Clone]:
    """A clone on a machine where nothing of ours runs, beside a Postgres as compose.yaml has it."""
    bin_folder = postgres_server.serve_as("barcode")
    told = {
        "FOLLOWING_POSTGRES_PORT": str(postgres_server.port),
        "FOLLOWING_POSTGRES_BIN": str(bin_folder),
    }
    with tempfile.TemporaryDirectory(prefix="barcode-") as folder:
        made = Clone(Path(folder), told)
        yield made
        made.close()


@pytest.mark.parametrize("document", FOLLOWED, ids=name)
def test_document_can_be_followed(document: Path, clone: Clone) -> None:
    """Issue F, 3: every code block is run by a test."""
    follow(document, clone.shell(name(document)))


def test_a_deployment_can_be_followed(machine: Clone) -> None:
    """From nothing to a service that was backed up, restored and upgraded."""
    document = next(each for each in GUIDES if name(each) == STARTS_FROM_NOTHING)
    follow(document, machine.shell("deployment"))


def follow(document: Path, shell: Shell) -> None:
    """Do what *document* says; fail with the place of the first block that does not work."""
    for block, after in pairwise([*blocks(document), None]):
        assert block is not None
        try:
            assert block.language in HOMES, "nothing runs such a block"
            HOMES[block.language](shell, block)
            assert_shown_if_refused(block, after, shell)
        except Exception as wrong:
            raise AssertionError(f"{block.place} ({block.language}): {wrong}") from wrong


def assert_shown_if_refused(block: Block, after: Block | None, shell: Shell) -> None:
    """A command that gets an error stands there to show it, and then it is shown."""
    if block.language == "sh" and shell.last.refused:
        shown = after is not None and after.language in SHOWING
        assert shown, f"an answer was an error, and is not shown: {shell.last.text}"
