"""The do-not-call list."""

from typing import Any

from rest_framework import serializers

from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry

from .fields import PhoneField


class DncFilters(serializers.Serializer[Any]):
    phone = PhoneField(required=False, max_length=64, trim_whitespace=False)
    is_lifted = serializers.BooleanField(required=False, help_text="Both kinds, unless you say.")


class DncDraft(serializers.Serializer[Any]):
    phone = PhoneField(max_length=64, help_text="In any usual spelling.")
    closes = serializers.ChoiceField(
        choices=[(each.value, each.says) for each in Closed],
        default=Closed.ALL.value,
        help_text="What must not be done: `call`, `sms` or `all`.",
    )
    reason = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="For whoever asks in a year."
    )


class DncRow(serializers.ModelSerializer[DncEntry]):
    class Meta:
        model = DncEntry
        fields = ["id", "phone", "closes", "origin", "reason", "added_by", "created_at", "lifted_at"]
        read_only_fields = fields
