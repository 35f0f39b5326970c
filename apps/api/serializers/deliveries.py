"""What reached a source, without its bytes."""

from typing import Any

from rest_framework import serializers

from apps.intake.models import Delivery


class DeliveryFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Delivery.State.choices, required=False)
    source = serializers.CharField(required=False, max_length=60, help_text="The source's `slug`.")  # type: ignore[assignment]  # DRF takes fields off the class


class DeliveryRow(serializers.ModelSerializer[Delivery]):
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]  # DRF takes fields off the class
    lead = serializers.UUIDField(source="lead_id", allow_null=True)
    problems = serializers.DictField(help_text="What was wrong, by field.")

    class Meta:
        model = Delivery
        fields = ["id", "source", "lead", "state", "problems", "content_type", "received_at"]
        read_only_fields = fields
