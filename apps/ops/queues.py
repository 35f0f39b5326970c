"""django-rq's pages behind the operators' gate: by itself it opens them to any staff user (django-rq #257)."""

from types import SimpleNamespace

from django.urls import URLPattern
from django_rq import cron_views, stats_views, urls, views

from apps.ops import gate, plain
from apps.ops.site import OpsSite


def behind_the_gate(site: OpsSite) -> list[URLPattern]:
    """Its addresses, statistics too, all closed to everyone but operators."""
    _draw_plainly(site)
    return [
        URLPattern(url.pattern, gate.operators_only(url.callback), url.default_args, url.name)
        for url in urls.urlpatterns
    ]


def _draw_plainly(site: OpsSite) -> None:
    """It offers no setting for its site and templates, and unfold has taken the place of both."""
    vars(views)["admin"] = SimpleNamespace(site=site)
    for module in (views, stats_views, cron_views):
        vars(module)["render"] = plain.render
