"""Who takes leads: teams, and reps with their weight, capacity and presence."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.tenants.models import Membership, TenantOwned, TenantQuerySet

from .schedule import Schedule


class Team(TenantOwned):
    name = models.CharField(max_length=80, help_text="As your rules call it, e.g. Sales Texas.")
    is_active = models.BooleanField(default=True, help_text="Off: no lead is given to this team.")
    schedule = models.ForeignKey(
        Schedule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        help_text="When the team works. Empty: always.",
    )
    fallback = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        help_text="Who is asked when nobody of this team is there. Empty: the AI agent answers.",
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="team_name_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="team_of_tenant"),
        ]

    def __str__(self) -> str:
        return self.name


class Rep(TenantOwned):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reps", db_constraint=False)
    name = models.CharField(max_length=80, help_text="As leads hear it, e.g. Maria.")
    phone = models.CharField(max_length=16, help_text="Rung when a lead answers, in any spelling, e.g. (214) 555-0100.")
    membership = models.ForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        help_text="Their own login here, if they have one.",
    )
    crm_owner = models.CharField(
        max_length=120,
        blank=True,
        help_text="Their id or e-mail address in your CRM, so that whoever owns a lead there gets it.",
    )
    weight = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Their share among those who are there: with 2 they get twice as many leads as with 1.",
    )
    most_a_day = models.PositiveSmallIntegerField(
        default=0, verbose_name="most leads a day", help_text="No more than so many leads a day. 0: no limit."
    )
    schedule = models.ForeignKey(
        Schedule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        help_text="Their own hours, within those of the team. Empty: the team's.",
    )
    is_active = models.BooleanField(default=True, help_text="Off: no lead is given to them.")
    is_away = models.BooleanField(default=False, verbose_name="away", help_text="No lead for now, e.g. lunch.")
    away_until = models.DateTimeField(
        null=True, blank=True, help_text="They count as back from then on. Empty: until you say so."
    )
    # How much they are owed (positive) or ahead (negative) in the turns of the team, see `turns`.
    credit = models.IntegerField(default=0, db_default=0, editable=False)
    taken = models.IntegerField(default=0, db_default=0, editable=False)
    taken_on = models.DateField(null=True, editable=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "team", "name"], name="rep_name_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="rep_of_tenant"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="rep_has_weight"),
        ]

    def __str__(self) -> str:
        return self.name

    def go_away(self, *, until: datetime | None = None) -> None:
        """Give them no lead until then, or until they come back."""
        self._be(is_away=True, until=until)

    def come_back(self) -> None:
        """They take leads again."""
        self._be(is_away=False, until=None)

    def _be(self, *, is_away: bool, until: datetime | None) -> None:
        self.is_away, self.away_until = is_away, until
        self.save(update_fields=["is_away", "away_until"])
