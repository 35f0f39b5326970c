"""The product for campaigns: its own processes, on this worker's database."""

from collections.abc import Callable, Iterator

import pytest

from apps.sandbox.rig import Rig
from tests.journeys.conftest import Scene, own_environment, show_logs

Stage = Callable[..., Scene]


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Starts everything with the given settings and makes a tenant."""
    rigs: list[Rig] = []

    def started(**settings: str) -> Scene:
        rig = Rig(tmp_path_factory.mktemp("chaos"), own_environment(**settings))
        rigs.append(rig)
        rig.start()
        return Scene.of(rig, "--no-alerts")

    yield started
    for rig in rigs:
        rig.stop()
        show_logs(rig.directory)
