"""What goes on beside the calls: where a part of it breaks the process ends, and a new one has all of it."""

import asyncio
import subprocess
import sys
from pathlib import Path

from apps.core.embedded import ports
from apps.dialer import beside


def test_a_dialer_of_which_a_part_breaks_ends_and_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.dialer.breaking", str(ports.free()), str(tmp_path / "journal.jsonl")]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert "dialer.broken" in ended.stdout


def test_what_is_done_and_what_is_called_off_are_no_faults() -> None:
    faults: list[str] = []

    async def done() -> None:
        return

    async def lasts() -> None:
        await asyncio.Event().wait()

    async def lived() -> None:
        async with beside.going_on({"done": done(), "lasts": lasts()}, on_fault=lambda: faults.append("fault")):
            await asyncio.sleep(0)

    asyncio.run(lived())

    assert faults == []
