"""What brain and mouth tell each other, beside pipecat's own frames."""

from dataclasses import dataclass

from pipecat.frames.frames import DataFrame, SystemFrame, TranscriptionFrame


@dataclass
class LineBegins(DataFrame):
    """All audio up to `LineEnds` is this sentence."""

    line_id: str
    text: str
    # The place where its audio is kept, if it is the same in every call.
    keep_as: str = ""


@dataclass
class LineAudio(DataFrame):
    """A sentence that was rendered before: PCM, 16 bit, 8 kHz."""

    pcm: bytes


@dataclass
class LineEnds(DataFrame):
    line_id: str


@dataclass
class Expected(SystemFrame):
    """What the stretch of speech that is about to end will probably be like: a question, and answers to it."""

    words: str


@dataclass
class Written(TranscriptionFrame):
    """A stretch in words, by an engine that listens twice: `likely` is what it hears where it expects an answer."""

    likely: str = ""


@dataclass
class HeardAnew(SystemFrame):
    """Another engine hears what has no words yet: they will be late."""
