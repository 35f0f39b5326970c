"""A rep's call for a lead, and to whom it may be passed on."""

from typing import Any

from rest_framework import serializers

from apps.calls.models import Ring


class RingFilters(serializers.Serializer[Any]):
    lead = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=Ring.State.choices, required=False)


class RingRow(serializers.ModelSerializer[Ring]):
    lead = serializers.UUIDField(source="bridge.lead_id")
    call = serializers.UUIDField(source="bridge.call_id", allow_null=True, help_text="The lead's; none before it goes.")
    rep = serializers.IntegerField(source="rep_id", allow_null=True)
    is_held = serializers.BooleanField(source="bridge.is_held", help_text="Whether the lead is on hold.")

    class Meta:
        model = Ring
        fields = [
            "id",
            "lead",
            "call",
            "rep",
            "name",
            "purpose",
            "state",
            "outcome",
            "is_held",
            "is_muted",
            "requested_at",
            "ringing_at",
            "answered_at",
            "accepted_at",
            "joined_at",
            "ended_at",
        ]
        read_only_fields = fields


class PassingOn(serializers.Serializer[Any]):
    rep = serializers.IntegerField(help_text="Whom to ask: a rep who is there, and not on the phone.")
    how = serializers.ChoiceField(
        choices=[("warm", "The two reps talk first"), ("cold", "This rep is free at once")], default="warm"
    )
