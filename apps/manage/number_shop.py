"""The pages on which a number is looked for, bought and given back; the price is the seller's word, and asked first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from apps.calls.models import PoolNumber
from apps.core import clock
from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection, Family
from apps.manage import office
from apps.manage.mount import opens_own_transactions
from apps.outreach import provision
from apps.outreach.provision import Purchase, Taken
from apps.tenants import access
from apps.tenants.models import Tenant

INCOMPLETE = "The seller's settings are incomplete: look at it under Connections"


class SearchForm(forms.Form):
    seller = forms.ModelChoiceField(Connection.objects.none(), label="Buy from", empty_label=None)
    carrier = forms.ModelChoiceField(Connection.objects.none(), label="Show it in the calls of", empty_label=None)
    area_code = forms.RegexField(r"^[2-9]\d{2}$", label="Area code", help_text="Three digits, e.g. 305.")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, family in (("seller", Family.NUMBERS), ("carrier", Family.TELEPHONY)):
            usable = Connection.objects.for_tenant(tenant).usable(family)
            self.fields[name].queryset = usable  # type: ignore[attr-defined]  # a field of choices


class OrderForm(SearchForm):
    phone = forms.RegexField(r"^\+[1-9]\d{6,14}$", widget=forms.HiddenInput)
    price = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class NumberShopPages:
    """Beside the list of numbers. Whoever pays decides: only an owner buys and gives back."""

    admin_site: Any
    get_queryset: Any

    def shop_urls(self) -> list[URLPattern]:
        def view(page: Any) -> Any:
            return opens_own_transactions(self.admin_site.admin_view(page))

        return [
            path("shop/", view(self.look), name="number_shop"),
            path("shop/confirm/", view(self.confirm), name="number_confirm"),
            path("shop/buy/", view(self.buy), name="number_buy"),
            path("<int:pk>/give-back/", view(self.give_back), name="number_give_back"),
        ]

    def look(self, request: HttpRequest) -> HttpResponse:
        """What is for sale; a search writes nothing."""
        tenant, offers, problem = _owners(request), None, ""
        form = _form(SearchForm, request, tenant)
        if request.method == "POST" and (wanted := _valid(form, tenant)):
            try:
                offers = wanted["seller"].numbers().search(wanted["area_code"], country=tenant.region)
            except ProviderError as error:
                problem = f"The seller can't be asked: {error.reason}."
            except ValidationError:
                problem = f"{INCOMPLETE}."
        return self._page(request, "manage/number_shop.html", {"form": form, "offers": offers, "problem": problem})

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest) -> HttpResponse:
        """What it is and costs, before anything is ordered."""
        tenant = _owners(request)
        form = _form(OrderForm, request, tenant)
        if not (wanted := _valid(form, tenant)):
            return HttpResponseRedirect(reverse("admin:number_shop"))
        return self._page(request, "manage/number_confirm.html", {"wanted": wanted})

    @method_decorator(require_POST)
    def buy(self, request: HttpRequest) -> HttpResponse:
        """Once: the order is written first, and silence is found out about."""
        tenant = _owners(request)
        if wanted := _valid(_form(OrderForm, request, tenant), tenant):
            self._order(request, Purchase(wanted["phone"], "", wanted["seller"], wanted["carrier"]))
        return HttpResponseRedirect(reverse("admin:calls_poolnumber_changelist"))

    def give_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked first: who calls it afterwards reaches somebody else."""
        tenant = _owners(request)
        with access.as_tenant(tenant.pk):
            found = self.get_queryset(request).select_related("seller").filter(pk=pk).first()
        if found is None or found.state == PoolNumber.State.RELEASED:
            raise Http404
        if request.method != "POST":
            return self._page(request, "manage/number_give_back.html", {"number": found})
        try:
            provision.give_back(found)
        except ProviderError as error:
            messages.error(request, f"It was not given back: {error.reason}. Try again.")
        except ValidationError:
            messages.error(request, f"{INCOMPLETE}.")
        else:
            messages.success(request, "Given back. No call shows it any more.")
        return HttpResponseRedirect(reverse("admin:calls_poolnumber_changelist"))

    def _order(self, request: HttpRequest, wanted: Purchase) -> None:
        try:
            number = provision.buy(wanted, now=clock.now())
        except Taken:
            messages.error(request, "You have this number, or are buying it at this moment.")
        except ProviderError as error:
            messages.error(request, f"It was not bought: {error.reason}.")
        except ValidationError:
            messages.error(request, f"{INCOMPLETE}.")
        else:
            is_here = number.state == PoolNumber.State.ACTIVE
            came = "Bought: calls show it from now on." if is_here else "Ordered: it is used as soon as it has come."
            messages.success(request, came)

    def _page(self, request: HttpRequest, template: str, found: dict[str, Any]) -> HttpResponse:
        with access.as_tenant(office.of(request).tenant.pk):
            return TemplateResponse(request, template, self.admin_site.each_context(request) | found).render()


def _owners(request: HttpRequest) -> Tenant:
    if not office.of(request).owns:
        raise Http404
    return office.of(request).tenant


def _form(kind: type[SearchForm], request: HttpRequest, tenant: Tenant) -> SearchForm:
    return kind(request.POST if request.method == "POST" else None, tenant=tenant)


def _valid(form: SearchForm, tenant: Tenant) -> dict[str, Any]:
    """What was typed, with the tenant's own connections; {} where it can't be."""
    with access.as_tenant(tenant.pk):
        return form.cleaned_data if form.is_valid() else {}
