"""The page "test a lead": every rule with what it wanted and got, the winner, and what would be dialled."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.core import clock
from apps.integrations.errors import Unreadable
from apps.manage import office
from apps.manage.routing.trial import Trial
from apps.manage.routing.trial_form import TrialForm
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import published, sentences

SENT = {"lead", "pasted", "phone", "email", "first_name"}


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """By GET or POST alike: nothing is done to anybody. `?lead=` comes from a lead's page."""
    tenant = office.of(request).tenant
    sent = request.POST or request.GET
    form = TrialForm({"rules": "draft"} | sent.dict() if SENT & set(sent) else None, tenant=tenant)
    found = _run(form) if form.is_bound and form.is_valid() else None
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "Test a lead",
        "form": form,
        "trial": found,
        "then": sentences.then(found.routed.actions, names=published.names(tenant)) if found else "",
        "people": [*form][5:],
    }
    return TemplateResponse(request, "manage/routing/test.html", context)


def _run(form: TrialForm) -> Trial | None:
    try:
        return form.run(now=clock.now())
    except Unreadable as error:
        form.add_error("pasted", f"The source does not understand this: {error}.")
    return None
