"""What changes from one rule pack to another, rule by rule."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .pack import Pack
from .rows import AnyRow


@dataclass(frozen=True)
class Change:
    """One rule that came, went or reads differently; the empty text is no rule."""

    jurisdiction: str
    rule: str
    before: str
    after: str

    @property
    def says(self) -> str:
        sign = "+" if not self.before else "-" if not self.after else "~"
        return f"{sign} {self.jurisdiction} {self.rule}: {' → '.join(filter(None, (self.before, self.after)))}"


def between(old: Pack, new: Pack) -> list[Change]:
    """Every change, in the order of the jurisdictions; none if the packs mean the same."""
    before, after = _rules(old.document.rows), _rules(new.document.rows)
    changes: list[Change] = []
    for jurisdiction, rule, name in sorted(before.keys() | after.keys()):
        was, now = before[jurisdiction, rule, name], after[jurisdiction, rule, name]
        if was != now:
            changes.append(Change(jurisdiction, rule, "; ".join(sorted(was - now)), "; ".join(sorted(now - was))))
    return changes


def _rules(rows: Sequence[AnyRow]) -> dict[tuple[str, str, str], set[str]]:
    """By what identifies a rule; a set, since a rule may have several dated rows."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        name = str(getattr(row.value, "name", "") or getattr(row.value, "kind", ""))
        found[row.jurisdiction, row.rule, name].add(said(row))
    return found


def said(row: AnyRow) -> str:
    """The rule and its dates in one line, without its source."""
    value = row.value.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if "channels" in value:
        value["channels"].sort()
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    since = f" from {row.valid_from}" if row.valid_from else ""
    return f"{text}{since}{f' until {row.valid_until}' if row.valid_until else ''}"
