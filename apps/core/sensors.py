"""What of a person's device a page may ask for: nothing, but where a page says so itself."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "Permissions-Policy"
NOTHING = "camera=(), geolocation=(), microphone=()"
MICROPHONE = "camera=(), geolocation=(), microphone=(self)"


class Closed:
    """Middleware; a view that has set the header keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault(HEADER, NOTHING)
        return response
