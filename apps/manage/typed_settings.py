"""Form fields for a plug-in's typed settings, and the settings back from what was typed."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from django import forms
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from unfold import widgets

from apps.manage.lines import ListField, PairsField

PREFIX = "setting_"
TOO_ODD = "That doesn't look right; compare it with the example."


class Invalid(Exception):
    """What is wrong, by setting."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def fields(settings: type[BaseModel], saved: Mapping[str, Any]) -> dict[str, forms.Field]:
    """A form field for every setting, filled with what is saved; secrets are never filled in."""
    return {
        PREFIX + name: _field(info, saved.get(name, _default(info)), is_saved=name in saved)
        for name, info in settings.model_fields.items()
    }


def collect(settings: type[BaseModel], typed: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """The settings to save: checked, secrets in the clear, an empty secret means the old one. Raises `Invalid`."""
    wanted = {
        name: _typed(info, typed.get(PREFIX + name), saved.get(name)) for name, info in settings.model_fields.items()
    }
    try:
        checked = settings.model_validate({name: value for name, value in wanted.items() if value is not None})
    except ValidationError as error:
        raise Invalid(_problems(error)) from error
    return {name: _plain(getattr(checked, name), checked, name) for name in settings.model_fields}


def is_secret(info: FieldInfo) -> bool:
    return _kind(info.annotation) is SecretStr


def _field(info: FieldInfo, value: Any, *, is_saved: bool) -> forms.Field:
    options: dict[str, Any] = {
        "label": info.title,
        "help_text": _help(info),
        "required": info.is_required(),
        "initial": value,
    }
    kind = _kind(info.annotation)
    if kind is SecretStr:
        return _secret(options, value if is_saved else None)
    if kind is bool:
        return forms.BooleanField(**options | {"required": False}, widget=widgets.UnfoldBooleanSwitchWidget())
    if kind is int:
        return forms.IntegerField(**options, widget=widgets.UnfoldAdminIntegerFieldWidget())
    if get_origin(kind) is Literal:
        choices = [(choice, choice) for choice in get_args(kind)]
        return forms.ChoiceField(**options, choices=choices, widget=widgets.UnfoldAdminSelectWidget(choices=choices))
    if get_origin(kind) is dict:
        return PairsField(**options)
    if get_origin(kind) is list:
        return ListField(**options)
    return forms.CharField(**options, widget=widgets.UnfoldAdminTextInputWidget())


def _default(info: FieldInfo) -> Any:
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _secret(options: dict[str, Any], saved: Any) -> forms.Field:
    """Write-only: the page shows the last four characters and no more."""
    if saved:
        options |= {"required": False}
        said = options["help_text"].removesuffix(".")
        options["help_text"] = f"{said}. Saved, ends in …{str(saved)[-4:]}; leave empty to keep it.".removeprefix(". ")
    attrs = {"autocomplete": "new-password", "spellcheck": "false"}
    return forms.CharField(
        **options | {"initial": None}, strip=True, widget=widgets.UnfoldAdminPasswordWidget(attrs=attrs)
    )


def _help(info: FieldInfo) -> str:
    shown = next((str(example) for example in info.examples or [] if not is_secret(info)), "")
    described = info.description or ""
    example = f"For example {shown}" if shown and shown not in described else ""
    return " ".join(filter(None, [described, example]))


def _kind(annotation: Any) -> Any:
    """The annotation without its "or None"."""
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _typed(info: FieldInfo, value: Any, saved: Any) -> Any:
    """None for what was left out: an empty secret means the old one, no choice the usual one."""
    if get_origin(_kind(info.annotation)) is Literal:
        return value or None
    return (value or saved or None) if is_secret(info) else value


def _plain(value: Any, checked: BaseModel, name: str) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return checked.model_dump(mode="json", include={name})[name]


def _problems(error: ValidationError) -> dict[str, str]:
    return {
        str(problem["loc"][0]) if problem["loc"] else "": _said(problem["type"], problem["msg"])
        for problem in error.errors(include_input=False, include_url=False)
    }


def _said(kind: str, message: str) -> str:
    if kind == "missing":
        return "This field is required."
    return TOO_ODD if "pattern" in kind else f"{message.removeprefix('Value error, ')}."
