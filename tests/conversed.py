"""A call in which our agent talked, as a voice process leaves it in the database."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from apps.appointments.models import Appointment
from apps.calls.models import Call, Conversation, Cost, Recording, Turn
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access

SCRIPT = {
    "questions": [
        {"id": "owner", "ask": "Do you own the house, {first_name}?", "kind": "yes_no"},
        {"id": "bill", "ask": "What is your monthly bill?", "kind": "money"},
    ]
}
ANSWERS = [
    {"question_id": "owner", "value": True, "said": "yes I do", "confidence": 0.97, "is_from_form": False},
    {"question_id": "bill", "value": 180.0, "said": "", "confidence": 1.0, "is_from_form": True},
]
REASONS = [
    {"question_id": "owner", "points": 50, "says": "Owns the house"},
    {"question_id": "bill", "points": 30, "says": "Bill of 150 or more"},
]
TIMED = {"gap": 420, "endpointing": 180, "stt": 90, "thinking": 60, "tts": 90}
# Speaker, words, from and to in milliseconds, was it interrupted, timings.
TURNS: list[tuple[str, str, int, int, bool, dict[str, int]]] = [
    ("agent", "Hi Dana, this is Alex from Acme Solar. I'm an AI assistant.", 120, 4_300, False, {}),
    ("lead", "Hello <b>there</b> & yes", 4_900, 6_200, False, {}),
    ("agent", "Do you own the house?", 6_620, 8_000, True, TIMED),
    ("lead", "Yes I do.", 7_900, 8_700, False, {}),
    ("agent", "You're booked for Tuesday at 3 PM.", 9_300, 11_500, False, TIMED | {"gap": 600, "tts": 270}),
]
# A second of silence at 8 kHz, 16 bits, two channels.
WAV = (
    b"RIFF" + (32_036).to_bytes(4, "little") + b"WAVEfmt " + bytes([16, 0, 0, 0, 1, 0, 2, 0])
    + (8_000).to_bytes(4, "little") + (32_000).to_bytes(4, "little") + bytes([4, 0, 16, 0])
    + b"data" + (32_000).to_bytes(4, "little") + bytes(32_000)
)  # fmt: skip


def call(lead: Lead, *, at: datetime, connection: Connection | None = None, **traits: Any) -> Call:
    """A call that rang, was answered and is over."""
    with access.as_tenant(lead.tenant_id):
        carrier = connection or Connection.objects.create(
            tenant_id=lead.tenant_id, family=Family.TELEPHONY, vendor="twilio", name="Carrier"
        )
        known = Call.objects.filter(lead=lead).count()
        values = {"state": "completed", "placed_at": at, "ringing_at": at + timedelta(seconds=1)} | traits
        values = {"answered_at": at + timedelta(seconds=5), "ended_at": at + timedelta(seconds=107)} | values
        return Call.objects.create(
            tenant_id=lead.tenant_id, lead=lead, step_id=1_000 + known, connection=carrier, phone=lead.phone,
            caller_id="+12025550100", reserved_for=(at, at + timedelta(minutes=2)), talk_seconds=102, **values,
        )  # fmt: skip


def conversation(of: Call, *, at: datetime, recording: bytes = b"", **traits: Any) -> Conversation:
    """What the agent found out in it: qualified with 80 points, booked. `turns` in place of the usual ones."""
    turns = traits.pop("turns", TURNS)
    values = {
        "state": "over", "ticket_hash": of.pk.hex * 2, "ticket_until": at, "created_at": at, "opened_at": at,
        "closed_at": at + timedelta(seconds=102), "disposition": "booked", "score": 80, "is_qualified": True,
        "answers": ANSWERS, "reasons": REASONS, "summary": "Owns the house, pays 180 a month, booked for Tuesday.",
    } | traits  # fmt: skip
    with access.as_tenant(of.tenant_id):
        made = Conversation(tenant_id=of.tenant_id, lead_id=of.lead_id, call=of, **values)
        if recording:
            made.recording = storages["recordings"].save(f"{of.tenant_id}/{made.pk}.wav", ContentFile(recording))
        made.script_version_id = _script(of.tenant_id)
        made.save()
        Turn.objects.bulk_create(
            Turn(
                tenant_id=of.tenant_id, conversation=made, number=number, speaker=speaker, text=text,
                began_ms=began_ms, ended_ms=ended_ms, was_interrupted=was_interrupted, timings=timings,
            )
            for number, (speaker, text, began_ms, ended_ms, was_interrupted, timings) in enumerate(turns)
        )  # fmt: skip
    return made


def appointment(lead: Lead, *, starts_at: datetime, state: str = "booked") -> Appointment:
    """Half an hour that stands in a calendar, or stood there."""
    with access.as_tenant(lead.tenant_id):
        calendar, _ = Connection.objects.get_or_create(
            tenant_id=lead.tenant_id, family=Family.CALENDARS, vendor="google", name="Calendar"
        )
        ends_at = starts_at + timedelta(minutes=30)
        return Appointment.objects.create(
            tenant_id=lead.tenant_id, lead=lead, connection=calendar, calendar="primary", what="a visit",
            starts_at=starts_at, ends_at=ends_at, zone="America/Chicago", state=state, held_until=ends_at,
        )  # fmt: skip


def _script(tenant_id: int) -> int:
    script, _ = Script.objects.get_or_create(tenant_id=tenant_id, name="Solar")
    version, _ = ScriptVersion.objects.get_or_create(
        tenant_id=tenant_id, script=script, number=1, defaults={"state": "published", "share": 100, "body": SCRIPT}
    )
    return version.pk


def recording(call: Call, *, at: datetime, audio: bytes = WAV, **traits: Any) -> Recording:
    """What the carrier recorded with a rep, brought here."""
    with access.as_tenant(call.tenant_id):
        count = Recording.objects.count()
        name = storages["recordings"].save(f"{call.tenant_id}/{count}.wav", ContentFile(audio))
        values = {"provider_id": f"RE{count:032}", "name": name, "seconds": 61, "is_at_carrier": False} | traits
        return Recording.objects.create(
            tenant_id=call.tenant_id, lead_id=call.lead_id, call=call, connection_id=call.connection_id, made_at=at,
            **values,
        )  # fmt: skip


def cost(call: Call, micros: int, *, service: str = "call", **traits: Any) -> Cost:
    """What a service of the call cost, as it was told."""
    values: dict[str, Any] = {"state": "estimated", "basis": "listed", "micros": micros}
    values |= {"over_at": call.ended_at or call.created_at}
    with access.as_tenant(call.tenant_id):
        owed = {"tenant_id": call.tenant_id, "lead_id": call.lead_id, "call": call, "service": service}
        return Cost.objects.create(**(owed | values | traits))
