"""The form of a new script: its name, and what its first draft is made of."""

from typing import Any

from django import forms
from unfold import widgets

from apps.manage.forms import TenantForm
from apps.scripts import drafting, samples
from apps.scripts.document import Script as Document
from apps.scripts.models import Script

_SAMPLE, _SCRIPT = "sample-", "script-"


class BeginningForm(TenantForm):
    """`document` is the first draft, once the form is valid."""

    start = forms.ChoiceField(
        label="Start from",
        help_text="A whole script to change: questions, objections, facts. Or a copy of one of yours.",
    )

    class Meta:
        help_texts = {"name": "Rules ask for it by this name, e.g. Renters. It stays."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Script.objects.for_tenant(self.tenant).order_by("name", "id")
        field = self.fields["start"]
        field.widget = widgets.UnfoldAdminSelectWidget()
        field.choices = [  # type: ignore[attr-defined]  # a choice field has them
            *((f"{_SAMPLE}{name}", f"The {name} sample") for name in samples.names()),
            *((f"{_SCRIPT}{script.pk}", f"A copy of “{script.name}”") for script in own),
            ("", "An empty script"),
        ]
        field.required, field.initial = False, f"{_SAMPLE}{samples.names()[0]}"

    @property
    def document(self) -> Document:
        start: str = self.cleaned_data["start"]
        if start.startswith(_SAMPLE):
            sample = samples.load(start.removeprefix(_SAMPLE))
            # Its people have numbers of fiction, which nobody real may be put through to.
            return sample if self.tenant.is_demo else sample.model_copy(update={"transfers": ()})
        if start.startswith(_SCRIPT):
            copied = Script.objects.for_tenant(self.tenant).get(pk=start.removeprefix(_SCRIPT))
            return drafting.of(copied)
        return Document()
