"""Appointments with leads."""

from typing import Any

from rest_framework import serializers

from apps.appointments.models import Appointment


class AppointmentFilters(serializers.Serializer[Any]):
    lead = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=Appointment.State.choices, required=False)
    starts_after = serializers.DateTimeField(required=False)
    starts_before = serializers.DateTimeField(required=False)


class AppointmentRow(serializers.ModelSerializer[Appointment]):
    lead = serializers.UUIDField(source="lead_id")
    call = serializers.UUIDField(source="call_id", allow_null=True)
    vendor = serializers.CharField(source="connection.vendor")
    provider_id = serializers.CharField(source="external_id")

    class Meta:
        model = Appointment
        fields = [
            "id",
            "lead",
            "call",
            "vendor",
            "calendar",
            "provider_id",
            "url",
            "video_url",
            "state",
            "what",
            "starts_at",
            "ends_at",
            "zone",
            "held_until",
            "cause",
            "created_at",
            "booked_at",
            "changed_at",
        ]
        read_only_fields = fields
