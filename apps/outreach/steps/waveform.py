"""Read from a recording how loud it is, for the player; once, after everything that a person waits for."""

from django.core.files.storage import storages

from apps.calls import waveform
from apps.calls.models import Conversation, Recording
from apps.calls.waveform import NotDrawable
from apps.core.clock import Clock
from apps.integrations.errors import Unavailable
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler

_GONE = Skipped("the recording was deleted", code="erased")


class Handler(BaseHandler):
    """Read again it looks the same."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        name = _name(step)
        if not name:
            return _GONE
        try:
            # No transaction is open here: the storage may take seconds.
            with storages["recordings"].open(name, "rb") as file:
                drawn = waveform.of_file(file)
        except FileNotFoundError:
            return _GONE
        except OSError as error:
            raise Unavailable("the storage of recordings does not answer", code="storage") from error
        except NotDrawable as error:
            return Skipped(f"the player shows no waveform: {error}", code="format")
        return Done() if _keep(step, name, drawn.packed()) else _GONE


def _name(step: Step) -> str:
    """The file's; "" where it is deleted."""
    with access.as_tenant(step.tenant_id):
        if recording := step.params.get("recording"):
            kept = Recording.objects.for_tenant(step.tenant_id).filter(pk=recording).first()
            return kept.name if kept else ""
        talked = Conversation.objects.for_tenant(step.tenant_id).filter(pk=step.params["conversation"]).first()
        return talked.recording if talked else ""


def _keep(step: Step, name: str, drawn: bytes) -> int:
    """Nothing, if the file was deleted meanwhile."""
    with access.as_tenant(step.tenant_id):
        if recording := step.params.get("recording"):
            mine = Recording.objects.for_tenant(step.tenant_id).filter(pk=recording, name=name)
            return mine.update(waveform=drawn)
        talked = Conversation.objects.for_tenant(step.tenant_id).filter(pk=step.params["conversation"], recording=name)
        return talked.update(waveform=drawn)
