"""Django's own admin pages, although unfold's bear the same names: they work under the strict content policy."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates
from django.template.response import SimpleTemplateResponse


def drawn(response: HttpResponseBase) -> HttpResponseBase:
    """The response with its page drawn, by Django's templates."""
    if not isinstance(response, SimpleTemplateResponse):
        return response
    names = response.template_name
    response.template_name = _first([names] if isinstance(names, str) else names)  # type: ignore[arg-type]
    return response.render()


def render(request: HttpRequest, template_name: str, context: Any = None) -> HttpResponse:
    """`django.shortcuts.render`, by Django's templates."""
    return HttpResponse(_engine().get_template(template_name).render(context, request))


def _first(names: Sequence[str]) -> Any:
    for name in names:
        try:
            return _engine().get_template(name)
        except TemplateDoesNotExist:
            continue
    raise TemplateDoesNotExist(", ".join(names))


@cache
def _engine() -> DjangoTemplates:
    """The project's engine with Django's admin before every app."""
    configured: dict[str, Any] = {key: value for key, value in settings.TEMPLATES[0].items() if key != "BACKEND"}
    own = Path(admin.__file__).parent / "templates"
    return DjangoTemplates(configured | {"NAME": "plain", "DIRS": [*configured["DIRS"], own]})
