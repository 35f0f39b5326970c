"""The form of one rule: its condition as the builder leaves it, and its actions as plain fields."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from pydantic import ValidationError
from unfold import widgets

from apps.manage.forms import TenantForm
from apps.manage.routing import palette
from apps.outreach.models import Cadence, CadenceVersion
from apps.routing import conditions
from apps.routing.actions import Actions, AnsweredBy, Priority
from apps.routing.conditions import ALWAYS
from apps.routing.models import DraftRule, Rep, Team
from apps.routing.rules import Rule
from apps.scripts import published as scripts
from apps.scripts.models import Script
from apps.tenants.models import Tenant

ANSWERED_BY = [
    (AnsweredBy.PLAYBOOK, "As the playbook says"),
    (AnsweredBy.AI_AGENT, "AI agent"),
    (AnsweredBy.TEAM, "A rep of a team, by turns"),
    (AnsweredBy.REP, "One rep"),
    (AnsweredBy.NOBODY, "Nobody: don't call"),
]
PRIORITIES = [(Priority.FIRST, "Before other calls"), (Priority.NORMAL, "As usual"), (Priority.LATER, "After others")]
ACTIONS = ("answered_by", "team", "rep", "agent", "script", "priority", "crm_owner", "channel", "cadence")
_TEXTS = {
    "agent": ("AI agent", "The agent's name; empty: your usual one."),
    "crm_owner": ("CRM owner", "Whose lead it is in the CRM, e.g. ann@acme.example; empty: the CRM decides."),
    "channel": ("Tell", "A team alert's name or a channel, e.g. #hot-leads; empty: all team alerts."),
}


class TreeField(forms.CharField):
    """The condition's tree; `rules.js` puts a builder in its place."""

    def __init__(self) -> None:
        attrs = {"rows": 8, "spellcheck": "false", "data-rule": ""}
        super().__init__(
            required=False,
            label="Which leads",
            widget=widgets.UnfoldAdminTextareaWidget(attrs=attrs),
            help_text="Without a condition the rule takes every lead that gets here.",
        )

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value or ALWAYS.model_dump(mode="json"))

    def to_python(self, value: Any) -> Any:
        try:
            return json.loads(value) if value else ALWAYS.model_dump(mode="json")
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("This is not a condition that can be read.") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class RuleForm(TenantForm):
    instance: DraftRule

    condition = TreeField()
    answered_by = forms.ChoiceField(
        label="Who talks with them",
        choices=ANSWERED_BY,
        initial=AnsweredBy.PLAYBOOK,
        widget=widgets.UnfoldAdminSelectWidget(choices=ANSWERED_BY),
        help_text="If no rep is there when it counts, the AI agent answers.",
    )
    team = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, help_text="For a rep by turns.")
    rep = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, help_text="For one rep.")
    cadence = forms.ChoiceField(required=False, help_text="How we try again if nobody answers, e.g. Gentle.")
    script = forms.ChoiceField(required=False, help_text="What the agent asks and answers, e.g. Renters.")
    priority = forms.ChoiceField(
        choices=PRIORITIES,
        initial=Priority.NORMAL,
        widget=widgets.UnfoldAdminSelectWidget(choices=PRIORITIES),
        help_text="When several of your leads wait to be called.",
    )

    class Meta:
        labels = {"is_enabled": "In use"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, text) in _TEXTS.items():
            self.fields[name] = forms.CharField(
                label=label, help_text=text, required=False, max_length=80, widget=widgets.UnfoldAdminTextInputWidget()
            )
        self._choose("cadence", [("", "The usual one"), *_cadences(self.tenant, self.instance.actions)])
        self._choose("script", [("", "The usual one"), *_scripts(self.tenant, self.instance.actions)])
        self._offer("team", Team.objects.for_tenant(self.tenant).order_by("name", "id"))
        self._offer("rep", Rep.objects.for_tenant(self.tenant).select_related("team").order_by("name", "id"))
        self.fields["condition"].widget.attrs["data-offer"] = json.dumps(palette.of(self.tenant))
        self.initial = {**self.initial, **self.instance.actions}

    def clean(self) -> dict[str, Any]:
        """Whatever is odd is said in words; nothing that can't be read is kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        wanted = {name: value for name in ACTIONS if (value := cleaned.get(name)) is not None}
        for name in ("team", "rep"):
            if cleaned["answered_by"] == name and not cleaned.get(name):
                self.add_error(name, "Choose one, or let somebody else talk with them.")
        try:
            told = {"key": self.instance.key, "name": cleaned["name"]}
            rule = Rule.model_validate({**told, "when": cleaned["condition"], "then": wanted})
        except ValidationError as error:
            self.add_error("condition", list(dict.fromkeys(_said(error))))
            return cleaned
        cleaned["condition"] = conditions.simplest(rule.when).model_dump(mode="json")
        self.instance.actions = _settled(rule.then).model_dump(mode="json", exclude_defaults=True)
        return cleaned

    def _offer(self, name: str, rows: Any) -> None:
        self._choose(name, [("", "None"), *((row.pk, _labelled(row)) for row in rows)])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        field.widget = widgets.UnfoldAdminSelectWidget()
        field.choices = choices  # type: ignore[attr-defined]  # these fields have them


def _cadences(tenant: Tenant, actions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Those that have a name."""
    kept = Cadence.objects.for_tenant(tenant).exclude(name="").order_by("name")
    in_use = CadenceVersion.objects.names(tenant.pk)
    return _named(kept.values_list("name", flat=True), actions.get("cadence"), in_use=in_use)


def _scripts(tenant: Tenant, actions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kept = Script.objects.for_tenant(tenant).order_by("name")
    return _named(kept.values_list("name", flat=True), actions.get("script"), in_use=scripts.names(tenant.pk))


def _named(kept: Iterable[str], former: str | None, *, in_use: frozenset[str]) -> Iterator[tuple[str, str]]:
    """All there are; also the one that the rule asks for, whatever became of it."""
    names = list(kept)
    for name in [*names, former] if former and former not in names else names:
        yield name, name if name in in_use else f"{name}, not in use"


def _labelled(row: Team | Rep) -> str:
    label = f"{row.name} ({row.team.name})" if isinstance(row, Rep) else row.name
    return label if row.is_active else f"{label}, switched off"


def _settled(then: Actions) -> Actions:
    """Without a team or rep that was chosen and then not wanted."""
    return then.model_copy(
        update={
            "team": then.team if then.answered_by is AnsweredBy.TEAM else None,
            "rep": then.rep if then.answered_by is AnsweredBy.REP else None,
        }
    )


def _said(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_input=False, include_url=False):
        if problem["type"] == "value_error":
            yield f"{problem['msg'].removeprefix('Value error, ')}.".capitalize()
        elif problem["type"] in ("string_too_short", "too_short", "missing", "float_parsing", "float_type"):
            yield "A condition or a group is empty: fill it in, or take it out."
        else:
            yield "This is not a condition that can be read."
