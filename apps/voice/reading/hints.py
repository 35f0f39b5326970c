"""What will probably be said: the question, and answers to it, for an engine that hears better what it expects."""

import re

from apps.scripts.document import Kind, Question

from .context import Context

# In the way the engine writes them down: words that come before are what it goes on like.
_EXAMPLES = {
    Kind.YES_NO: "Yes. No. Yes, I do. No, I don't. Yeah, we do. Not yet.",
    Kind.NUMBER: "One. Two. Three and a half. About twelve. Twenty-five.",
    Kind.MONEY: "About one hundred and fifty dollars. 200 dollars a month. 300 thousand.",
    Kind.ZIP: "The zip code is 9 0 2 1 0.",
    Kind.DATE: "In two weeks. By March. Next month. As soon as possible.",
    Kind.EMAIL: "john.smith@gmail.com",
    Kind.NAME: "My name is John Smith.",
}
_PLACEHOLDER = re.compile(r"\{.*?\}")
# An engine minds the end of a long one.
_LONGEST = 600


def of(context: Context) -> str:
    """ "" where no question of the script is asked."""
    return "" if context.asking is None else _about(context.asking)[-_LONGEST:]


def _about(question: Question) -> str:
    ways = [phrase for choice in question.choices for phrase in (choice.value.replace("_", " "), *choice.also)]
    choices = ", ".join(dict.fromkeys(ways))
    parts = (_PLACEHOLDER.sub("", question.ask), choices and f"{choices}.", _EXAMPLES.get(question.kind, ""))
    return " ".join(part for part in parts if part)
