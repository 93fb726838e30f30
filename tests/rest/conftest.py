"""A REST app over real services: SQLite in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from falcon.testing import TestClient

from common import settings
from common.services.bundle import open_services
from rest.app import create_app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="rest") as services:
        yield TestClient(create_app(services))
