"""Builds the REST app: services in, a WSGI app out."""

import os
from typing import Any

import falcon
from falcon import Request, Response

from common import settings
from common.services import logs
from common.services.container import Services, open_services
from rest import authentication, errors, middleware, offload, origins, routes

# The methods of RFC 9110 and 5789 that any resource supports.
_METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS"


def create_app(services: Services) -> "falcon.App[Request, Response]":
    """Return the app with every route of ``rest.resources``, answering from *services*."""
    app = falcon.App(middleware=_middleware(services))
    # Clients of the public API write some paths with a trailing slash.
    app.req_options.strip_url_path_trailing_slash = True
    errors.install(app)
    resources: dict[type, object] = {}
    for route in routes.collect():
        # Routes share one instance of their resource.
        if route.resource not in resources:
            resources[route.resource] = route.resource(services)
        location = route.location(services.settings.root_path)
        app.add_route(location, resources[route.resource], suffix=route.suffix or None)
    app.add_sink(_answer_server_options, r"\*$")
    return app


def _middleware(services: Services) -> list[Any]:
    components: list[Any] = [
        # process_response runs in reverse order: the log line comes last, with the final status.
        middleware.RequestLog(middleware.RequestMetrics(services.metrics)),
        middleware.SecurityHeaders(),
        authentication.AuthenticationMiddleware(services),
        origins.OriginMiddleware(services.settings),
        middleware.RateLimits(services),
    ]
    if services.settings.cors_origins:
        components.append(middleware.cors(services.settings.cors_origins))
    return components


def _answer_server_options(req: Request, resp: Response, **kwargs: object) -> None:
    """Answer ``OPTIONS *``, which is about the server as a whole (RFC 9110, 9.3.7)."""
    # Gunicorn refuses the target * with any other method (RFC 9112, 3.2.4).
    resp.status = falcon.HTTP_204
    resp.set_header("Allow", _METHODS)


def get_app() -> "falcon.App[Request, Response]":
    """Return the app for Gunicorn, with services opened from the environment variables."""
    current = settings.load(os.environ)
    logs.configure("rest", current.log_level, form=current.log_format, in_batches=True)
    services = open_services(
        current,
        process="rest",
        isolated=True,
        greenlets=True,
        # Set by the launcher, which has prepared the store.
        prepared="BARCODE_API_STORE_PREPARED" in os.environ,
    )
    services.store.offload_long_work(offload.in_thread)
    services.start()
    return create_app(services)
