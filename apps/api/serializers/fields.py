"""Values that are read in a tenant's habits."""

from rest_framework import serializers

from apps.core import phones
from apps.core.phones import NotDialable
from apps.tenants.models import Tenant


class PhoneField(serializers.CharField):
    """Any usual spelling in, E.164 out."""

    def to_internal_value(self, data: str) -> str:
        text = super().to_internal_value(data)
        tenant: Tenant = self.context["tenant"]
        try:
            # A plus sign that nobody escaped arrives as a blank.
            text = "+" + text.strip() if text.startswith(" ") else text
            read = phones.read(text, region=tenant.region, allow_fiction=tenant.is_demo)
        except NotDialable as error:
            raise serializers.ValidationError(str(error)) from error
        return read.e164


class EmailFilter(serializers.CharField):
    """In lower case, as leads keep it."""

    def to_internal_value(self, data: str) -> str:
        return super().to_internal_value(data).lower()
