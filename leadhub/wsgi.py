"""The web process: machines' addresses skip the pages' middleware, everything else takes it."""

import os
from collections.abc import Iterable
from typing import Any

import django
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolvers

from apps.core import fields, warm
from apps.integrations import catalog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadhub.settings")
django.setup(set_prefix=False)
catalog.preload()
fields.warm()
resolvers.get_resolver().url_patterns  # imports every view
warm.up()

# Sessions, CSRF and the like cost about 0.5 ms a request (STACK 5.2) and mean nothing to a machine.
MACHINES = ("/hooks/", "/callbacks/", "/healthz", "/readyz", "/metrics")


class MachineHandler(WSGIHandler):
    """Django's handler without any middleware."""

    def load_middleware(self, is_async: bool = False) -> None:
        # What Django's own method sets up, for an empty list of middleware.
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Says how long the answer is, as CommonMiddleware would: else every one is sent in chunks."""
        response = super().get_response(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


_pages, _machines = WSGIHandler(), MachineHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """WSGI entry point."""
    handler = _machines if environ["PATH_INFO"].startswith(MACHINES) else _pages
    return handler(environ, start_response)
