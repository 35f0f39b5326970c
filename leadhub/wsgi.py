"""The web process: machines' addresses skip the pages' middleware, everything else takes it."""

import os
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpResponse

from apps.compliance import wording
from apps.core import fields, warm
from apps.integrations import catalog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadhub.settings")
django.setup(set_prefix=False)
catalog.preload()
wording.preload()
fields.warm()
import_module(settings.ROOT_URLCONF)  # and with it every view
warm.freeze()

SERVER_ERROR = 500
# Sessions, CSRF and the like cost about 0.5 ms a request (STACK 5.2) and mean nothing to a machine.
MACHINES = ("/hooks/", "/callbacks/", "/healthz", "/readyz", "/metrics")


class MachineHandler(WSGIHandler):
    """Django's handler without any middleware, and without the signals around a request: nobody listens to them here.

    What they do for pages, giving a broken connection back, the views for machines do themselves.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        # What Django's own method sets up, for an empty list of middleware.
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:  # type: ignore[override]
        response = self.get_response(self.request_class(environ))
        body = response.content if isinstance(response, HttpResponse) else b"".join(response)
        # Says how long the answer is, as CommonMiddleware would: else every one is sent in chunks.
        response.headers.setdefault("Content-Length", str(len(body)))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        if response.status_code >= SERVER_ERROR:
            close_old_connections()
        return [body]


_pages, _machines = WSGIHandler(), MachineHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """WSGI entry point."""
    handler = _machines if environ["PATH_INFO"].startswith(MACHINES) else _pages
    return handler(environ, start_response)
