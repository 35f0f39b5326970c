"""How fast leads are served."""

from typing import Any

from rest_framework import serializers

from apps.leads.latency import HOPS


class SpeedFilters(serializers.Serializer[Any]):
    since = serializers.DateTimeField(required=False, help_text="24 hours before `until`, unless you say.")
    until = serializers.DateTimeField(required=False, help_text="Now, unless you say; excluded itself.")
    source = serializers.CharField(  # type: ignore[assignment]  # DRF takes fields off the class
        required=False, max_length=60, default="", help_text="The source's `slug`."
    )
    by = serializers.ChoiceField(choices=["day"], required=False, help_text="Adds `days`.")


class PercentilesRow(serializers.Serializer[Any]):
    """In milliseconds."""

    count = serializers.IntegerField()
    p50 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)
    p99 = serializers.FloatField(allow_null=True)


class Speeds(serializers.Serializer[Any]):
    """From the moment that a lead was received to the first event of its kind."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {hop.name: PercentilesRow() for hop in HOPS}


class DayRow(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="In the tenant's time zone.")
    metrics = Speeds()


class SpeedAnswer(serializers.Serializer[Any]):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    metrics = Speeds()
    days = DayRow(many=True, required=False, help_text="With `by=day`, the oldest first.")
