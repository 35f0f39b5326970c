"""Promised side effects, and why one is not done."""

from typing import Any

from rest_framework import serializers

from apps.outreach.models import Step


class StepFilters(serializers.Serializer[Any]):
    lead = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(
        choices=Step.State.choices, required=False, help_text="Open, held and dead ones, unless you say."
    )
    kind = serializers.CharField(required=False, max_length=20)


class StepRow(serializers.ModelSerializer[Step]):
    lead = serializers.UUIDField(source="lead_id", allow_null=True)
    reason = serializers.CharField(source="last_error")
    code = serializers.CharField(source="error_code")

    class Meta:
        model = Step
        fields = [
            "id",
            "lead",
            "kind",
            "state",
            "attempt",
            "reason",
            "code",
            "due_at",
            "created_at",
            "done_at",
        ]
        read_only_fields = fields
