"""Forms by which a person adds what a plan counts: one too many is refused, with the way out."""

from django.db.models import QuerySet

from apps.manage.forms import TenantForm
from apps.tenants import allowance
from apps.tenants.allowance import Full, Place
from apps.tenants.models import TenantOwned


def check[Row: TenantOwned](form: TenantForm, place: Place, counted: QuerySet[Row]) -> None:
    """Add the plan's word to the form if its row begins to count and there is no room; `counted` are those that do."""
    begins = form.cleaned_data.get("is_active") and not counted.filter(pk=form.instance.pk).exists()
    if not begins or form.errors:
        return
    try:
        allowance.require(form.tenant, place, taken=counted.count)
    except Full as error:
        form.add_error(None, str(error))
