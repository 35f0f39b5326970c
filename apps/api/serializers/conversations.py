"""What our agent and a lead said to each other, and what came of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.calls.account import Account
from apps.calls.models import Call, Conversation, Cost, Turn

from .calls import CallRow


@extend_schema_field({"oneOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}]})
class AnyValue(serializers.JSONField):
    """As the question's kind has it."""


class AnswerRow(serializers.Serializer[Any]):
    question_id = serializers.CharField()
    question = serializers.CharField()
    value = AnyValue()
    said = serializers.CharField(help_text="In the lead's words.")
    confidence = serializers.FloatField(help_text="0 to 1.")
    is_from_form = serializers.BooleanField(help_text="Not asked: the form had it.")


class ReasonRow(serializers.Serializer[Any]):
    points = serializers.IntegerField()
    says = serializers.CharField()


class TurnRow(serializers.ModelSerializer[Turn]):
    timings = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Of a reply, in ms: `gap` (as heard), `endpointing`, `stt`, `thinking`, `tts`.",
    )

    class Meta:
        model = Turn
        fields = ["number", "speaker", "text", "began_ms", "ended_ms", "was_interrupted", "timings"]
        read_only_fields = fields


class LatencyRow(serializers.Serializer[Any]):
    p50 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)


class ConversationRow(serializers.Serializer[Any]):
    """Reads an `Account`."""

    id = serializers.UUIDField(source="conversation.id")
    state = serializers.ChoiceField(source="conversation.state", choices=Conversation.State.choices)
    disposition = serializers.CharField(source="conversation.disposition", help_text="Empty while they talk.")
    score = serializers.IntegerField(source="conversation.score")
    is_qualified = serializers.BooleanField(source="conversation.is_qualified")
    summary = serializers.CharField(source="conversation.summary")
    notes = serializers.ListField(source="conversation.notes", child=serializers.CharField())
    opened_at = serializers.DateTimeField(source="conversation.opened_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="conversation.closed_at", allow_null=True)
    answers = AnswerRow(many=True)
    reasons = serializers.SerializerMethodField()
    turns = TurnRow(many=True, help_text="Times are ms since the stream was opened.")
    latencies = serializers.DictField(child=LatencyRow(), help_text="Over all replies, by part.")
    recording_url = serializers.SerializerMethodField(help_text="Wants the API key, too; null where there is none.")

    @extend_schema_field(ReasonRow(many=True))
    def get_reasons(self, told: Account) -> list[dict[str, Any]]:
        return [{"points": points, "says": says} for points, says in told.reasons]

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_recording_url(self, told: Account) -> str | None:
        if not told.conversation.recording:
            return None
        return str(reverse("api:recording", args=[told.conversation.call_id], request=self.context.get("request")))


class CostRow(serializers.ModelSerializer[Cost]):
    class Meta:
        model = Cost
        fields = ["service", "state", "micros", "currency"]
        read_only_fields = fields


class CallDetail(CallRow):
    costs = CostRow(
        many=True, read_only=True, help_text="Micros are millionths of the currency; `owed`: not known yet."
    )
    conversation = ConversationRow(allow_null=True, read_only=True, help_text="Null where our agent did not talk.")

    class Meta(CallRow.Meta):
        model = Call
        fields = [*CallRow.Meta.fields, "conversation", "costs"]
        read_only_fields = fields
