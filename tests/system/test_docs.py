"""Every block of code in the documents works unchanged, with a running stack.

The blocks of a document run in order, and each can use the results of the earlier ones. Programs
that a test can't run, such as Docker, have a stand-in (tests/system/following/stand_in.py).
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

MASTER_KEY = "the operator's key"
# It starts and stops stacks of its own, on a machine that has none.
STARTS_FROM_NOTHING = "docs/deployment.md"
# Their programs need what tests/interop installs, which runs them.
RUN_BY_INTEROP = ("docs/clients.md", "docs/mcp-clients.md")
NOT_FOLLOWED = (STARTS_FROM_NOTHING, *RUN_BY_INTEROP)
FOLLOWED = [each for each in GUIDES if blocks(each) and name(each) not in NOT_FOLLOWED]


@pytest.fixture(scope="module")
def clone(tools: None) -> Iterator[Clone]:
    """A clone in which `make run` runs, as at the start of the README."""
    with tempfile.TemporaryDirectory(prefix="barcode-") as folder:
        made = Clone(Path(folder), {"MASTER_API_KEY": MASTER_KEY})
        made.shell("before").run("make run")
        yield made
        made.close()


@pytest.fixture
def machine(postgres_server: PostgresServer) -> Iterator[Clone]:
    """A clone on a machine without a stack, with a Postgres as in compose.yaml."""
    bin_folder = postgres_server.serve_as("barcode")
    environ = {
        "FOLLOWING_POSTGRES_PORT": str(postgres_server.port),
        "FOLLOWING_POSTGRES_BIN": str(bin_folder),
    }
    with tempfile.TemporaryDirectory(prefix="barcode-") as folder:
        made = Clone(Path(folder), environ)
        yield made
        made.close()


@pytest.mark.parametrize("document", FOLLOWED, ids=name)
def test_document_can_be_followed(document: Path, clone: Clone) -> None:
    """Each block of code runs without an error."""
    follow(document, clone.shell(name(document)))


def test_a_deployment_can_be_followed(machine: Clone) -> None:
    """From an empty machine to a service that was backed up, restored and upgraded."""
    document = next(each for each in GUIDES if name(each) == STARTS_FROM_NOTHING)
    follow(document, machine.shell("deployment"))


def follow(document: Path, shell: Shell) -> None:
    """Run the blocks of *document*; fail with the place of the first one that does not work."""
    for block, after in pairwise([*blocks(document), None]):
        assert block is not None
        try:
            assert block.language in HOMES, "nothing runs such a block"
            HOMES[block.language](shell, block)
            assert_shown_if_refused(block, after, shell)
        except Exception as error:
            raise AssertionError(f"{block.place} ({block.language}): {error}") from error


def assert_shown_if_refused(block: Block, after: Block | None, shell: Shell) -> None:
    """If a command gets an error, the document must show it in the next block."""
    if block.language == "sh" and shell.last.refused:
        shown = after is not None and after.language in SHOWING
        assert shown, f"an answer was an error, and is not shown: {shell.last.text}"
