"""The worker's command: what it readies before the first wake."""

import pytest
from django.core.management import call_command

from apps.core.worker import ThreadWorker
from apps.tenants import plans


def test_a_worker_never_plans_anew_in_the_middle_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []
    monkeypatch.setattr(plans, "growth", plans.Growth())
    monkeypatch.setattr(ThreadWorker, "work", lambda worker, **options: found.append(plans.growth.is_at_leisure))

    call_command("work", "urgent")

    assert found == [True]
