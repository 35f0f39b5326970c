"""What came of it, in plain sentences for a colleague who has ten seconds."""

from . import scoring
from .brief import Answer
from .moves import Disposition
from .talk import Talk

_OUTCOMES = {
    Disposition.BOOKED: "Booked an appointment.",
    Disposition.QUALIFIED: "Qualified, no appointment yet.",
    Disposition.NOT_QUALIFIED: "Not qualified.",
    Disposition.CALL_BACK: "Wants to be called back.",
    Disposition.TRANSFERRED: "Put through to a person.",
    Disposition.OPTED_OUT: "Wants to hear no more from us.",
    Disposition.WRONG_PERSON: "The number is somebody else's.",
    Disposition.NOT_INTERESTED: "Not interested.",
    Disposition.OTHER_LANGUAGE: "Speaks another language.",
    Disposition.VOICEMAIL: "Reached the voicemail and left a message.",
    Disposition.NO_REPLY: "Nobody spoke with us.",
    Disposition.HUNG_UP: "Hung up before the end.",
    Disposition.FAILED: "The call failed on our side.",
}


def of(talk: Talk, disposition: Disposition) -> str:
    """Outcome, answers, score and what is left to do."""
    state, script = talk.state, talk.brief.script
    score = scoring.of(script, state.answers)
    sentences = [_OUTCOMES[disposition]]
    sentences += [f"Appointment: {state.appointment.spoken}."] if state.appointment else []
    sentences += [f"Call back {state.callback}."] if state.callback else []
    answered = [state.answers[each.id] for each in script.questions if each.id in state.answers]
    told = [f"{each.question_id.replace('_', ' ')}: {_said(each)}" for each in answered]
    sentences += [f"Told us {'; '.join(told)}."] if told else []
    reasons = ", ".join(each.says for each in score.reasons if each.says)
    sentences += [f"Score {score.total}{f' ({reasons})' if reasons else ''}."] if told else []
    sentences += [f"For a colleague: {'; '.join(state.notes)}."] if state.notes else []
    return " ".join(sentences)


def _said(answer: Answer) -> str:
    value = answer.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, int | float) else value
