"""A conversation for tests: say something, get what the agent says; its tools answer at once, as pretend ones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.scripts import samples
from apps.scripts.document import Script
from apps.voice.policy.brief import Brief, Findings
from apps.voice.policy.dialogue import Dialogue
from apps.voice.policy.moves import End, Move, Result, Tool, TransferTo
from apps.voice.policy.reading import Machine
from apps.voice.reading import rules
from apps.voice.simulate.run import brief_for
from apps.voice.simulate.tools import PretendTools

SOLAR = samples.load("solar")
PLUMBING = samples.load("plumbing")
MORTGAGE = samples.load("mortgage")


def changed(script: Script, **fields: Any) -> Script:
    """A script with other fields; given as plain data, checked as if read."""
    return Script.model_validate({**script.model_dump(mode="json"), **fields})


class Conversation:
    """With a lead who gave these facts; `begins` is the first move."""

    def __init__(self, script: Script = SOLAR, facts: Mapping[str, str] | None = None, **brief: Any) -> None:
        self.brief: Brief = replace(brief_for(script, facts or {}), **brief)
        self.dialogue = Dialogue(self.brief)
        self.tools = PretendTools(self.brief.now, self.brief.zone)
        self.used: list[Tool] = []
        self.heard = self._done(self.dialogue.begin())

    def says(self, *replies: str, heard: str | None = None) -> str:
        """What the agent says to the last of the replies."""
        for said in replies:
            reading = rules.read(said, self.dialogue.context())
            self.heard = self._done(self.dialogue.heard(reading, heard))
        return self.heard

    def is_silent(self, times: int = 1) -> str:
        for _ in range(times):
            self.heard = self._done(self.dialogue.silent())
        return self.heard

    def meets(self, machine: Machine) -> str:
        self.heard = self._done(self.dialogue.met(machine))
        return self.heard

    def fails_next(self, result: Result) -> None:
        """The next tool brings this instead."""
        self._instead = result

    @property
    def findings(self) -> Findings:
        return self.dialogue.findings()

    @property
    def values(self) -> dict[str, bool | float | str]:
        return {answer.question_id: answer.value for answer in self.findings.answers}

    @property
    def has_ended(self) -> bool:
        return bool(self.used) and isinstance(self.used[-1], End | TransferTo)

    _instead: Result | None = None

    def _done(self, move: Move) -> str:
        said = [line.text for line in move.lines]
        while move.tool:
            self.used.append(move.tool)
            if isinstance(move.tool, End):
                break
            result, self._instead = self._instead or self.tools.use(move.tool), None
            move = self.dialogue.told(result, move.tool)
            said += [line.text for line in move.lines]
        return " ".join(said)


def asked_about_times(**brief: Any) -> Conversation:
    """A qualified lead to whom times were just offered: tomorrow at 10 and at 3."""
    conversation = Conversation(SOLAR, **brief)
    conversation.says("yes", "yes", "about two hundred", "shingle", "78704")
    return conversation
