"""Puts the REST app together: services in, a WSGI app out."""

import os
from typing import Any

import falcon
from falcon import Request, Response

from common import settings
from common.services import logs
from common.services.container import Services, open_services
from rest import authentication, errors, limits, middleware, routes


def create_app(services: Services) -> "falcon.App[Request, Response]":
    """Return the app with every route of ``rest.resources``, answering from *services*."""
    app = falcon.App(middleware=_middleware(services))
    app.req_options.strip_url_path_trailing_slash = True
    errors.install(app)
    resources: dict[type, object] = {}
    for route in routes.collect():
        if route.resource not in resources:
            resources[route.resource] = route.resource(services)
        location = route.location(services.settings.root_path)
        app.add_route(location, resources[route.resource], suffix=route.suffix or None)
    return app


def _middleware(services: Services) -> list[Any]:
    chosen: list[Any] = [
        middleware.RequestLog(),
        middleware.SafetyHeaders(),
        authentication.AuthenticationMiddleware(services),
        limits.Limits(services),
    ]
    if services.settings.cors_origins:
        chosen.append(middleware.cors(services.settings.cors_origins))
    return chosen


def get_app() -> "falcon.App[Request, Response]":
    """Return the app for Gunicorn, with services opened as the environment says."""
    found = settings.load(os.environ)
    logs.configure("rest", found.log_level)
    services = open_services(found, process="rest", isolated=True)
    services.start()
    return create_app(services)
