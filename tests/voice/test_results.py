"""Several tools under way: each result is its own tool's, in whichever order they are done."""

from apps.voice.policy.dialogue import Dialogue
from apps.voice.policy.moves import Disposition, Move, TakeNote, ToolDone, ToolFailed, TransferTo
from apps.voice.reading import rules

from .conversation import SOLAR, Conversation


def asked(dialogue: Dialogue, *said: str) -> list[Move]:
    return [dialogue.heard(rules.read(each, dialogue.context())) for each in said]


def test_a_note_that_is_done_is_no_transfer() -> None:
    dialogue = Conversation(SOLAR).dialogue
    transfer, note = asked(dialogue, "can I talk to a real person", "and how much does it cost")
    assert isinstance(transfer.tool, TransferTo)
    assert isinstance(note.tool, TakeNote)

    dialogue.told(ToolDone(), note.tool)

    assert dialogue.findings().disposition is not Disposition.TRANSFERRED
    failed = dialogue.told(ToolFailed("nobody there"), transfer.tool)
    assert failed.lines[0].text == SOLAR.lines.transfer_failed
