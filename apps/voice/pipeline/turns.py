"""When the lead has finished speaking: pure, times are milliseconds of one clock."""

from dataclasses import dataclass, field

from apps.voice.policy.moves import Expects

# After the 200 ms that tell a pause from a gap between two words. Who is asked for a number stops to think.
PAUSE_MS = {
    Expects.NOTHING: 0,
    Expects.YES_NO: 0,
    Expects.CHOICE: 150,
    Expects.OPEN: 300,
    Expects.DETAIL: 500,
}
# An engine that says nothing more by then has heard nothing; one that is merely busy is bridged by a filler (`watch`).
TRANSCRIPT_MS = 4_500


@dataclass
class Turns:
    """One call's turns. A turn is over when nobody speaks, the pause has lasted, and all of it is in writing."""

    expects: Expects = Expects.OPEN
    is_speaking: bool = False
    stopped_at: float | None = None
    # Stretches of speech whose words are still to come.
    unwritten: int = 0
    words: list[str] = field(default_factory=list)
    # The same, as who expects an answer hears it.
    likely: list[str] = field(default_factory=list)
    # When another engine began to hear the same.
    anew_at: float | None = None

    def began(self) -> None:
        self.is_speaking = True

    def stopped(self, *, at: float) -> None:
        """A stretch of speech is over."""
        if self.is_speaking:
            self.is_speaking, self.stopped_at = False, at
            self.unwritten += 1

    def written(self, text: str, *, likely: str = "") -> None:
        """The words of a stretch; "" where the engine heard none in it."""
        self.unwritten = max(0, self.unwritten - 1)
        if text.strip():
            self.words.append(text.strip())
            self.likely.append(likely.strip() or text.strip())

    def heard_anew(self, *, at: float) -> None:
        """Another engine listens to what is unwritten, from its beginning."""
        self.anew_at = at

    def over_at(self) -> float | None:
        """When the turn will be over if nothing else happens; None while somebody speaks, or before anybody has."""
        if self.is_speaking or self.stopped_at is None:
            return None
        over_at = self.stopped_at + PAUSE_MS[self.expects]
        if self.unwritten:
            over_at = max(over_at, max(self.stopped_at, self.anew_at or 0.0) + TRANSCRIPT_MS)
        return over_at

    def is_over(self, *, at: float) -> bool:
        due = self.over_at()
        return due is not None and at >= due

    def so_far(self) -> tuple[str, str]:
        """Its words, plain and likely."""
        return " ".join(self.words), " ".join(self.likely)

    def may_be_over(self, *, at: float) -> bool:
        """Whether all that was said is in writing, and only the pause is to be waited for."""
        due = self.over_at()
        return due is not None and at < due and not self.unwritten and bool(self.words)

    def taken(self) -> tuple[str, str]:
        """The turn's words, plain and likely; the next turn begins. "" if it was nothing but noise."""
        said, likely = self.so_far()
        self.words, self.likely, self.stopped_at, self.unwritten, self.anew_at = [], [], None, 0, None
        return said, likely
