"""Leads and their timelines."""

from typing import Any

from rest_framework import serializers

from apps.leads.models import Known, Lead
from apps.leads.states import State

from .fields import EmailFilter, PhoneField


class LeadFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=State.choices, required=False)
    source = serializers.CharField(required=False, max_length=60, help_text="The source's `slug`.")  # type: ignore[assignment]  # DRF takes fields off the class
    phone = PhoneField(required=False, max_length=64, trim_whitespace=False, help_text="In any usual spelling.")
    email = EmailFilter(required=False, max_length=254)
    received_after = serializers.DateTimeField(required=False, help_text="From this moment on.")
    received_before = serializers.DateTimeField(required=False, help_text="Before this moment.")


class LeadRow(serializers.ModelSerializer[Lead]):
    source = serializers.CharField(source="source.slug", help_text="The source's `slug`.")  # type: ignore[assignment]  # DRF takes fields off the class
    answers = serializers.DictField()
    campaign = serializers.DictField()

    class Meta:
        model = Lead
        fields = [
            "id",
            "source",
            "state",
            "first_name",
            "last_name",
            "email",
            "phone",
            "answers",
            "campaign",
            "is_test",
            "submitted_at",
            "received_at",
        ]
        read_only_fields = fields


class LeadOrigin(serializers.Serializer[Any]):
    source = serializers.SlugField(default="api", max_length=60, help_text="The source's `slug`.")  # type: ignore[assignment]  # DRF takes fields off the class


class NewLead(serializers.Serializer[Any]):
    """The usual names; any others are kept as answers."""

    first_name = serializers.CharField(required=False)
    last_name = serializers.CharField(required=False)
    phone = serializers.CharField(required=False)
    email = serializers.EmailField(required=False)


class KeptLead(serializers.Serializer[Any]):
    status = serializers.CharField()
    lead = serializers.UUIDField()
    duplicate = serializers.BooleanField()


class KnownRow(serializers.ModelSerializer[Known]):
    vendor = serializers.CharField(source="connection.vendor")

    class Meta:
        model = Known
        fields = ["vendor", "kind", "record_id", "url"]
        read_only_fields = fields


class LeadDetail(LeadRow):
    known_as = KnownRow(many=True, read_only=True, help_text="The lead in other systems.")

    class Meta(LeadRow.Meta):
        fields = [*LeadRow.Meta.fields, "known_as"]
        read_only_fields = fields


class FactRow(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="Dotted, e.g. `call.answered`; docs/events.md lists them.")
    occurred_at = serializers.DateTimeField(help_text="The vendor's own time, if it says.")
    recorded_at = serializers.DateTimeField(help_text="When we knew.")
    ms_since_received = serializers.FloatField()
    facts = serializers.DictField()


class Timeline(serializers.Serializer[Any]):
    """Always whole: `next` is there for the sake of one shape, and null."""

    next = serializers.URLField(allow_null=True)
    results = FactRow(many=True)
