"""A conversation in text: what somebody typed, one reply after another, and what the agent makes of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from apps.scripts.document import Script
from apps.voice.policy.brief import Answer, Brief, Findings
from apps.voice.policy.moves import Move, Tool

from . import run, understood
from .agent import Agent
from .callers import SILENCE

# A conversation ends by itself after forty turns; what is typed may be as long as a breath.
MOST_REPLIES, LONGEST_REPLY, LONGEST_NAME = 60, 400, 40


@dataclass(frozen=True)
class Exchange:
    """A reply and what came of it. `taken` are answers that are new with it, `score` is the sum so far."""

    said: str
    understood: tuple[str, ...]
    taken: tuple[Answer, ...]
    lines: tuple[str, ...]
    tools: tuple[Tool, ...]
    score: int
    is_qualified: bool


@dataclass(frozen=True)
class Chat:
    """The whole of it so far, beginning with the greeting."""

    exchanges: tuple[Exchange, ...]
    findings: Findings
    is_over: bool


def brief_of(draft: Script, *, first_name: str, company: str) -> Brief:
    """For whoever tries a draft out as a lead of that name."""
    return replace(run.brief_for(draft, {"first_name": first_name}), company=company)


def of(brief: Brief, replies: Iterable[str]) -> Chat:
    """All of it from the first word, always the same for the same replies; an empty one is a silence."""
    agent = Agent(brief)
    exchanges = [_exchange(agent, "", agent.begins(), ())]
    for said in replies:
        if agent.is_over or len(exchanges) > MOST_REPLIES:
            break
        before, cut = agent.dialogue.findings().answers, said[:LONGEST_REPLY]
        moves = agent.hears_nothing() if said == SILENCE else agent.hears(cut)
        exchanges.append(_exchange(agent, cut, moves, before))
    return Chat(tuple(exchanges), agent.dialogue.findings(), agent.is_over)


def _exchange(agent: Agent, said: str, moves: list[Move], before: tuple[Answer, ...]) -> Exchange:
    findings = agent.dialogue.findings()
    return Exchange(
        said=said,
        understood=understood.words(agent.reading) if agent.reading else (),
        taken=tuple(answer for answer in findings.answers if answer not in before),
        lines=tuple(line.text for move in moves for line in move.lines),
        tools=tuple(move.tool for move in moves if move.tool),
        score=findings.score,
        is_qualified=findings.is_qualified,
    )
