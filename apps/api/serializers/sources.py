"""Sources, and a new one's draft."""

from typing import Any

from django.conf import settings
from pydantic import ValidationError as Misfit
from rest_framework import serializers

from apps.core.plugins import NoSuchPlugin
from apps.integrations import catalog
from apps.leads.models import Source


class SourceFilters(serializers.Serializer[Any]):
    kind = serializers.CharField(required=False, max_length=40)
    is_active = serializers.BooleanField(required=False)


class SourceRow(serializers.ModelSerializer[Source]):
    url = serializers.SerializerMethodField(help_text="Where the sender posts to; keep it to yourselves.")

    class Meta:
        model = Source
        fields = [
            "id",
            "slug",
            "name",
            "kind",
            "url",
            "allowed_origins",
            "thank_you_url",
            "is_active",
            "created_at",
        ]
        read_only_fields = fields

    def get_url(self, source: Source) -> str:
        return f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/"


class NewSource(SourceRow):
    secret = serializers.CharField(help_text="For signed requests; shown now and never again.")

    class Meta(SourceRow.Meta):
        fields = [*SourceRow.Meta.fields, "secret"]
        read_only_fields = fields


class SourceDraft(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=40, default="webhook", help_text="The kind of sender.")
    name = serializers.CharField(max_length=120, help_text="As your team calls it.")
    settings = serializers.DictField(default=dict, help_text="What this kind of sender needs to know.")
    secret = serializers.CharField(
        required=False,
        min_length=8,
        max_length=500,
        help_text="The secret that the sender made itself; without it, one is made and told.",
    )

    def validate_kind(self, kind: str) -> str:
        try:
            catalog.sender_class(kind)
        except NoSuchPlugin as error:
            raise serializers.ValidationError("there is no such kind of source") from error
        return kind

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            catalog.sender_class(attrs["kind"]).Settings.model_validate(attrs["settings"])
        except Misfit as error:
            wrong = {".".join(map(str, each["loc"])) or "settings": each["msg"] for each in error.errors()}
            raise serializers.ValidationError({"settings": wrong}) from error
        return attrs
