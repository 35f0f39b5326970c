"""A period's report: what the page shows, and what its CSV files say of the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.core.money import MICROS
from apps.dashboard.filters import Days, Filters
from apps.dashboard.milestones import Milestone
from apps.dashboard.periods import Period
from apps.dashboard.queries import figures, spent
from apps.dashboard.queries.figures import NOTHING, Figure
from apps.dashboard.times import duration
from apps.leads.models import Source
from apps.routing.models import Rep
from apps.scripts.models import ScriptVersion
from apps.tenants.models import Tenant

from . import sums
from .sums import Group

COSTS = ("Leads", "Calls", "Spent", "A call", "A lead", "A qualified lead", "An appointment")
HEADINGS = ("Leads", "Called", "Median", "p95", "Within 5 s", "Picked up", "Qualified", "Booked", "Cost a lead")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Cell:
    """`leads` is the query string of the leads counted, "" where no list has them."""

    text: str
    leads: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """`key` names its CSV; `empty` says why there are no rows."""

    key: str
    title: str
    first: str
    rows: Sequence[Row]
    empty: str = ""
    headings: Sequence[str] = HEADINGS


@dataclass(frozen=True)
class Report:
    figures: Sequence[Figure]
    days: Sequence[Group]
    hours: Sequence[Group]
    tables: Sequence[Table]
    is_cut: bool
    others: Sequence[str]


def is_at_hand(tenant: Tenant, period: Period, *, now: datetime) -> bool:
    """Whether `of` answers at once."""
    return sums.are_at_hand(tenant, Filters(days=period.days, is_real=True), now=now)


def of(tenant: Tenant, period: Period, *, now: datetime) -> Report:
    """In five queries."""
    asked = Filters(days=period.days, is_real=True)
    found = sums.of(tenant, asked, now=now)
    by_way = {
        way: [each for each in found if each.way == way] for way in ("all", "day", "source", "hour", "rep", "script")
    }
    (whole,) = by_way["all"]
    sources = Source.objects.for_tenant(tenant).values_list("pk", "slug", "name")
    known = {pk: (slug, name) for pk, slug, name in sources}
    return Report(
        figures=_figures(whole, asked),
        days=by_way["day"],
        hours=by_way["hour"],
        tables=[
            _days(by_way["day"], asked),
            _sources(known, by_way["source"], asked),
            _reps(tenant, by_way["rep"]),
            _scripts(tenant, by_way["script"]),
            _costs(known, whole, by_way["source"]),
        ],
        is_cut=whole.received >= sums.MOST_LEADS,
        others=spent.said(sums.in_other_currencies(tenant, asked)),
    )


def _figures(whole: Group, asked: Filters) -> list[Figure]:
    rang = asked.reaching(Milestone.RUNG).url()
    return [
        figures.time("Time to ring, median", whole.p50_ms, f"target 5 s · {whole.rung:,} rang", leads=rang),
        figures.time("Time to ring, p95", whole.p95_ms, f"95 of 100 rang sooner · {whole.rung:,} rang", leads=rang),
        _cost("Cost a lead", whole.micros, whole.received, asked.url()),
        _cost("Cost a call", whole.micros, whole.calls, asked.reaching(Milestone.CALLED).url()),
        _cost("Cost a qualified lead", whole.micros, whole.qualified, asked.reaching(Milestone.QUALIFIED).url()),
        _cost("Cost a booking", whole.micros, whole.booked, asked.reaching(Milestone.BOOKED).url()),
    ]


def _cost(title: str, micros: int, count: int, leads: str) -> Figure:
    note = f"{dollars(micros, 1)} for {count:,}" if count else f"{dollars(micros, 1)} spent"
    return Figure(title, dollars(micros, count), note, leads=leads)


def dollars(micros: int, count: int) -> str:
    """Calls and texts alone; three digits where it is less than a dollar."""
    if not count:
        return NOTHING
    amount = micros / MICROS / count
    return f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:.3f}"


def _days(found: Sequence[Group], asked: Filters) -> Table:
    def of_day(each: Group) -> Filters:
        return Filters(days=Days(each.day, each.day), is_real=asked.is_real)

    rows = [Row(f"{each.day:%a} {each.day.day} {each.day:%b}", _cells(each, of_day)) for each in found if each.day]
    return Table("days", "Day by day", "Day", rows, "No lead came in this period.")


def _sources(known: Mapping[int, tuple[str, str]], found: Sequence[Group], asked: Filters) -> Table:
    def of_source(each: Group) -> Filters:
        return Filters(source=known[each.source_id or 0][0], days=asked.days, is_real=asked.is_real)

    rows = [Row(known[each.source_id or 0][1], _cells(each, of_source)) for each in _busiest(found)]
    return Table("sources", "By source", "Source", rows, "No lead came in this period.")


def _reps(tenant: Tenant, found: Sequence[Group]) -> Table:
    given = [each for each in found if each.rep_id is not None]
    names = dict(Rep.objects.for_tenant(tenant).values_list("pk", "name")) if given else {}
    rows = [Row(str(names.get(each.rep_id or 0, "a rep who is gone")), _cells(each)) for each in _busiest(given)]
    return Table("reps", "By rep", "Rep", rows, "No rep was given a lead in this period.")


def _scripts(tenant: Tenant, found: Sequence[Group]) -> Table:
    spoken = [each for each in found if each.script_id is not None]
    versions = ScriptVersion.objects.for_tenant(tenant).select_related("script") if spoken else ()
    names = {version.pk: str(version) for version in versions}
    rows = [Row(names.get(each.script_id or 0, "our own script"), _cells(each)) for each in _busiest(spoken)]
    return Table("scripts", "By script version", "Script", rows, "Your agent talked to nobody in this period.")


def _costs(known: Mapping[int, tuple[str, str]], whole: Group, found: Sequence[Group]) -> Table:
    """All that was spent, texts and the agent too, held against what came of it."""
    rows = [Row(known[each.source_id or 0][1], _spent(each)) for each in _busiest(found)]
    if len(rows) > 1:
        rows.append(Row("All", _spent(whole)))
    return Table("costs", "What it costs, by source", "Source", rows, "No lead came in this period.", COSTS)


def _spent(each: Group) -> list[Cell]:
    counts = [Cell(f"{each.received:,}"), Cell(f"{each.calls:,}"), Cell(dollars(each.micros, 1))]
    by = (each.calls, each.received, each.qualified, each.booked)
    return [*counts, *(Cell(dollars(each.micros, count)) for count in by)]


def _busiest(found: Sequence[Group]) -> list[Group]:
    return sorted(found, key=lambda each: -each.received)


def _cells(each: Group, listed: Callable[[Group], Filters] | None = None) -> list[Cell]:
    asked = listed(each) if listed else None

    def leads(milestone: Milestone | None = None) -> str:
        return "" if asked is None else asked.reaching(milestone).url() if milestone else asked.url()

    return [
        Cell(f"{each.received:,}", leads()),
        Cell(f"{each.called:,}", leads(Milestone.CALLED)),
        Cell(NOTHING if each.p50_ms is None else duration(each.p50_ms), leads(Milestone.RUNG)),
        Cell(NOTHING if each.p95_ms is None else duration(each.p95_ms), leads(Milestone.RUNG)),
        Cell(_share(each.in_target, each.called), leads(Milestone.IN_TARGET)),
        Cell(_share(each.answered, each.called), leads(Milestone.ANSWERED)),
        Cell(f"{each.qualified:,}", leads(Milestone.QUALIFIED)),
        Cell(f"{each.booked:,}", leads(Milestone.BOOKED)),
        Cell(dollars(each.micros, each.received)),
    ]


def _share(part: int, whole: int) -> str:
    return figures.percentage(100 * part / whole) if whole else NOTHING
