"""The door, apart from the sockets before it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from websockets.datastructures import Headers

from common.services import wait_budget
from common.services.container import open_services
from common.settings import load
from mcp_daemon.authentication import Authenticator
from mcp_daemon.worker_pool import Pool


class Looking:
    """Credentials that note how long whoever asks for them may wait."""

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def identify(self, authorization: str, api_key: str, address: str) -> None:
        self.left_seconds = wait_budget.left_seconds()


def test_handshake_with_credentials_waits_no_longer_than_a_request(tmp_path: Path) -> None:
    """For Redis and the store together, though both are away."""
    auth = Looking()

    async def knock() -> None:
        pool = Pool(1, 1)
        with open_services(load({"DATA_DIR": str(tmp_path)}), process="test") as services:
            door = Authenticator(replace(services, auth=cast(Any, auth)), pool)
            await door.authenticate(Headers({"X-API-Key": "bk_1"}), "ip:192.0.2.1")
        pool.close()

    asyncio.run(knock())
    assert auth.left_seconds == wait_budget.MAX_SECONDS
