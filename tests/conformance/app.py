"""The product's app, with the conformance suite's registry at a path of its own."""

import os
from typing import Any

from common import settings
from common.services.container import open_services
from rest.app import create_app
from rest.resources.mcp_http import McpHttpResource
from tests.conformance.fixtures import registry

PATH = "/conformance"


def get_app() -> Any:
    """Return the app for Gunicorn."""
    services = open_services(settings.load(os.environ), process="rest")
    app = create_app(services)
    app.add_route(PATH, McpHttpResource(services, registry()))
    return app
