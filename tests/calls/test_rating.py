"""What is over is told in money once, estimated and then as charged; the ledger says the same, to the millionth."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Coalesce
from hypothesis import given
from hypothesis import strategies as st

from apps.calls import rating
from apps.calls.models import Call, Conversation, Cost, Dial, Message, Rate, Spend
from apps.integrations.charges import Charge
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
OVER = NOON + timedelta(minutes=5)
US, UK = "+12145550101", "+447700900123"


class Books:
    """One tenant's calls and texts as the product writes them, and what is said of their cost."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        with access.as_tenant(tenant.pk):
            source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
            self.lead = Lead.objects.create(tenant=tenant, source=source, phone=US, received_at=NOON)
            self.carrier = self._connection("telephony", "twilio")
            self.texting = self._connection("sms", "twilio")

    def _connection(self, family: str, vendor: str) -> Connection:
        return Connection.objects.create(tenant=self.tenant, family=family, vendor=vendor, name=family)

    def engine(self, family: str, **rate: Any) -> None:
        with access.as_tenant(self.tenant.pk):
            self.rate(self._connection(family, "deepgram"), family, **rate)

    def rate(self, connection: Connection, service: str, micros: int, **traits: Any) -> None:
        values = {"prefix": "", "valid_from": date(2026, 1, 1)} | traits
        with access.as_tenant(self.tenant.pk):
            Rate.objects.create(tenant=self.tenant, connection=connection, service=service, micros=micros, **values)

    def dial(self, step_id: int, phone: str, **traits: Any) -> None:
        values = {"rate_micros": 20_000, "estimate_micros": 200_000, "is_new": True, "reserved_at": NOON} | traits
        ids = {"step_id": step_id, "phone": phone, "prefix": phone[:-4], "source_id": self.lead.source_id}
        Dial.objects.create(tenant=self.tenant, lead=self.lead, **ids, **values)

    def call(self, seconds: int | None = 61, *, phone: str = US, step_id: int = 1, came_in: bool = False) -> Call:
        """It rang and was answered, and then its end was told."""
        at = NOON + timedelta(hours=step_id)
        with access.as_tenant(self.tenant.pk):
            if not came_in:
                self.dial(step_id, phone)
            made = Call.objects.create(
                tenant=self.tenant, lead=self.lead, step_id=None if came_in else step_id, phone=phone,
                connection=self.carrier, caller_id="+12025550100", provider_id=f"CA{step_id}",
                reserved_for=(at, at + timedelta(minutes=1)),
                answered_at=None if seconds == 0 else NOON, direction="in" if came_in else "out",
            )  # fmt: skip
            Call.objects.filter(pk=made.pk).update(ended_at=OVER, talk_seconds=seconds)
        return made

    def text(self, body: str = "Hi", *, step_id: int = 50) -> Message:
        with access.as_tenant(self.tenant.pk):
            self.dial(step_id, US, estimate_micros=20_000)
            made = Message(tenant=self.tenant, lead=self.lead, step_id=step_id, connection=self.texting, phone=US)
            made.body, made.direction, made.created_at = body, "in", NOON
            made.save()
            Message.objects.filter(pk=made.pk).update(provider_id="SM1", sent_at=NOON)
        return made

    def told(self, **sought: Any) -> list[tuple[str, str, int, str, str]]:
        names = ("service", "state", "micros", "currency", "basis")
        with access.as_tenant(self.tenant.pk):
            return list(Cost.objects.filter(**sought).order_by("id").values_list(*names))

    def cost(self) -> Cost:
        with access.as_tenant(self.tenant.pk):
            return Cost.objects.get()

    def ledger(self) -> int:
        """Which must be the same in the dials and in the sums that walls are held against."""
        best = Coalesce("settled_micros", "estimate_micros", output_field=BigIntegerField())
        with access.as_tenant(self.tenant.pk):
            counting = Dial.objects.filter(state__in=("reserved", "settled")).annotate(best=best)
            total = sum(counting.values_list("best", flat=True))
            assert sum(Spend.objects.values_list("micros", flat=True)) == total
            return total


@pytest.fixture
def books() -> Books:
    return Books(Tenant.objects.create(slug="acme", name="Acme Solar"))


def rated() -> int:
    return rating.estimate_owed(now=NOON + timedelta(minutes=6))


def test_a_call_that_is_over_is_estimated_and_the_ledger_with_it(books: Books) -> None:
    books.call(61)

    assert (rated(), rated()) == (1, 0)

    assert books.told() == [("call", "estimated", 28_000, "USD", "listed")]
    assert books.ledger() == 28_000


def test_a_call_that_came_in_has_a_price_of_its_own_and_no_reservation(books: Books) -> None:
    books.call(61, came_in=True)
    rated()

    assert books.told() == [("call", "estimated", 17_000, "USD", "listed")]
    assert (books.ledger(), books.cost().is_in_ledger) == (0, False)


def test_nobody_who_did_not_pick_up_costs_anything(books: Books) -> None:
    books.call(0)
    rated()

    assert books.told() == [("call", "estimated", 0, "USD", "listed")]
    assert (books.ledger(), books.cost().look_at) == (0, None)


def test_where_nobody_knows_how_long_it_was_the_reservation_stands(books: Books) -> None:
    books.call(None)
    rated()

    assert books.ledger() == 200_000


def test_a_tenant_s_own_rate_goes_first_and_is_only_its_own(books: Books) -> None:
    books.rate(books.carrier, "call", 9_000)
    rival = Books(Tenant.objects.create(slug="rival", name="Rival Solar"))
    books.call(61)
    rival.call(61)
    rated()

    assert [each.told()[0][2] for each in (books, rival)] == [18_000, 28_000]


def test_what_no_list_knows_is_told_at_its_bound(books: Books) -> None:
    books.call(61, phone=UK)
    rated()

    assert books.told() == [("call", "estimated", 80_000, "USD", "bound")]


def test_a_text_costs_its_segments_also_one_that_came_in(books: Books) -> None:
    books.text("x" * 161)
    rated()

    assert books.told() == [("text", "estimated", 16_600, "USD", "listed")]


def test_minutes_of_the_agent_cost_what_its_engines_do_where_a_rate_is_set(books: Books) -> None:
    books.engine("hearing", micros=4_300)
    books.engine("speech", micros=30_000, currency="EUR")
    call = books.call(90)
    with access.as_tenant(books.tenant.pk):
        talk = Conversation(tenant=books.tenant, lead=books.lead, call=call, ticket_hash="x", ticket_until=NOON)
        talk.created_at = talk.opened_at = NOON
        talk.save()
        Conversation.objects.update(closed_at=NOON + timedelta(seconds=90), state="over")
    rated()

    assert books.told() == [
        ("call", "estimated", 28_000, "USD", "listed"),
        ("hearing", "estimated", 8_600, "USD", "own"),
        ("thinking", "unpriced", 0, "USD", ""),
        ("speech", "estimated", 60_000, "EUR", "own"),
    ]
    assert books.ledger() == 28_000  # what the carrier is owed, and nothing else


def test_what_was_charged_takes_the_estimates_place_once(books: Books) -> None:
    books.call(61)
    rated()
    cost = books.cost()

    rating.report(cost, Charge(27_999, "USD"))
    rating.report(cost, Charge(1, "USD"))

    assert books.told() == [("call", "reported", 27_999, "USD", "listed")]
    assert books.ledger() == 27_999
    assert books.cost().look_at is None


def test_a_charge_in_another_currency_is_told_and_leaves_the_ledger_alone(books: Books) -> None:
    books.call(61)
    rated()

    rating.report(books.cost(), Charge(25_000, "EUR"))

    assert books.told() == [("call", "reported", 25_000, "EUR", "listed")]
    assert (books.ledger(), books.cost().is_in_ledger) == (28_000, False)


def test_what_was_never_placed_is_not_taken_back_by_a_price(books: Books) -> None:
    books.call(61)
    with access.as_tenant(books.tenant.pk):
        Dial.objects.update(state="released")
    rated()

    rating.report(books.cost(), Charge(14_000, "USD"))

    assert (books.ledger(), books.cost().is_in_ledger) == (0, False)


def test_the_price_is_asked_for_soon_then_seldom_and_then_no_more(books: Books) -> None:
    books.call(61)
    rated()
    due = [books.cost().look_at]
    while (look_at := due[-1]) is not None:
        rating.look_later(books.cost(), now=look_at)
        due.append(books.cost().look_at)

    known = [each for each in due if each]
    waits = [round((later - earlier).total_seconds() / 60) for earlier, later in pairwise([OVER, *known])]
    assert waits == [5, 15, 60, 240, 720, 1440]


def test_whoever_tells_no_prices_is_not_asked(books: Books) -> None:
    with access.as_tenant(books.tenant.pk):
        Connection.objects.filter(pk=books.carrier.pk).update(vendor="chime")
    books.call(61)
    rated()

    assert books.cost().look_at is None
    assert books.told() == [("call", "estimated", 28_000, "USD", "bound")]


def test_a_tenant_sees_its_own_costs_only(books: Books) -> None:
    books.call(61)
    rated()
    rival = Tenant.objects.create(slug="rival", name="Rival Solar")

    with access.as_tenant(rival.pk):
        assert not Cost.objects.exists()


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with empty books."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(st.lists(st.tuples(st.integers(0, 700), st.none() | st.integers(0, 500_000)), max_size=6))
def test_the_ledger_is_the_sum_of_what_is_known_best(calls: list[tuple[int, int | None]]) -> None:
    with undone():
        books = Books(Tenant.objects.create(slug="many", name="Many"))
        for step_id, (seconds, _) in enumerate(calls, start=1):
            books.call(seconds, step_id=step_id)
        rated()
        with access.as_tenant(books.tenant.pk):
            costs = list(Cost.objects.order_by("call__step_id"))
        for cost, (_, charged) in zip(costs, calls, strict=True):
            if charged is not None:
                rating.report(cost, Charge(charged, "USD"))

        known = [14_000 * -(-seconds // 60) if charged is None else charged for seconds, charged in calls]
        assert books.ledger() == sum(known)
