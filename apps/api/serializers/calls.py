"""Calls and text messages."""

from typing import Any

from rest_framework import serializers

from apps.calls.models import Call, Message


class CallFilters(serializers.Serializer[Any]):
    lead = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=Call.State.choices, required=False)


class CallRow(serializers.ModelSerializer[Call]):
    lead = serializers.UUIDField(source="lead_id")
    vendor = serializers.CharField(source="connection.vendor")

    class Meta:
        model = Call
        fields = [
            "id",
            "lead",
            "vendor",
            "provider_id",
            "direction",
            "state",
            "phone",
            "caller_id",
            "cause",
            "answered_by",
            "crm_record_id",
            "created_at",
            "placed_at",
            "ringing_at",
            "answered_at",
            "ended_at",
            "talk_seconds",
        ]
        read_only_fields = fields


class MessageFilters(serializers.Serializer[Any]):
    lead = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=Message.State.choices, required=False)
    direction = serializers.ChoiceField(choices=Message.Direction.choices, required=False)


class MessageRow(serializers.ModelSerializer[Message]):
    lead = serializers.UUIDField(source="lead_id", allow_null=True)
    vendor = serializers.CharField(source="connection.vendor")

    class Meta:
        model = Message
        fields = [
            "id",
            "lead",
            "vendor",
            "provider_id",
            "direction",
            "state",
            "phone",
            "sender",
            "body",
            "cause",
            "created_at",
            "sent_at",
            "ended_at",
        ]
        read_only_fields = fields
