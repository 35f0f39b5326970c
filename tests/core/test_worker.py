"""A worker in its own process, on the real Valkey: several jobs at once, and none cut short."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from apps.core.worker import ThreadWorker
from apps.sandbox.rig import wait_until

WORKER = """
import django, sys
django.setup()
import redis
from rq import Queue
from rq.serializers import JSONSerializer
from apps.core.worker import ThreadWorker
connection = redis.Redis.from_url(sys.argv[1])
queue = Queue("naps", connection=connection, serializer=JSONSerializer)
worker = ThreadWorker(queue, threads=2, connection=connection, serializer=JSONSerializer)
worker.work(burst=sys.argv[2] == "burst", logging_level="WARNING")
"""


@pytest.fixture
def naps() -> Iterator[Queue]:
    connection = redis.Redis.from_url(os.environ["REDIS_URL"])
    queue = Queue("naps", connection=connection, serializer=JSONSerializer)
    yield queue
    queue.delete(delete_jobs=True)
    # Those that were killed did not take their leave.
    connection.delete("rq:workers:naps", queue.started_job_registry.key)


@contextmanager
def worker(mode: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "leadhub.settings"}
    process = subprocess.Popen([sys.executable, "-c", WORKER, os.environ["REDIS_URL"], mode], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def nap(queue: Queue, seconds: float) -> Job:
    return queue.enqueue("time.sleep", seconds)


def lasted(job: Job) -> tuple[datetime, datetime]:
    """When it began and ended."""
    job.refresh()  # type: ignore[no-untyped-call]  # RQ has hints but here
    assert job.started_at is not None
    assert job.ended_at is not None
    return job.started_at, job.ended_at


def statuses(jobs: list[Job]) -> list[JobStatus]:
    return [job.get_status(refresh=True) for job in jobs]


def test_jobs_are_carried_out_side_by_side(naps: Queue) -> None:
    jobs = [nap(naps, 0.6) for _ in range(2)]

    with worker("burst") as process:
        assert process.wait(timeout=60) == 0

    (began, ended), (other_began, other_ended) = map(lasted, jobs)
    assert began < other_ended
    assert other_began < ended


def test_a_worker_takes_no_more_than_it_has_threads_for(naps: Queue) -> None:
    jobs = [nap(naps, 1.5) for _ in range(3)]

    with worker("burst") as process:
        assert process.wait(timeout=60) == 0

    first, second, (began, _) = map(lasted, jobs)
    assert began >= min(first[1], second[1])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_begun(naps: Queue, jobs: int, tmp_path: Path) -> None:
    gates = [tmp_path / f"gate{nth}" for nth in range(jobs)]
    for gate in gates:
        os.mkfifo(gate)
    begun = [naps.enqueue("subprocess.call", ["cat", str(gate)]) for gate in gates]

    with worker("service") as process:
        wait_until(lambda: statuses(begun) == [JobStatus.STARTED] * jobs, seconds=60)
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        for gate in gates:
            gate.write_text("")

        assert process.wait(timeout=60) == 0

    assert statuses(begun) == [JobStatus.FINISHED] * len(begun)


def test_a_worker_is_known_long_after_its_last_job(naps: Queue) -> None:
    """Each job would shorten RQ's sign of life to 90 s, while the next job may be minutes away."""
    only = nap(naps, 0)

    with worker("service"):
        wait_until(lambda: statuses([only]) == [JobStatus.FINISHED], seconds=60)
        [found] = naps.connection.smembers("rq:workers:naps")

        assert naps.connection.ttl(found) > 300


def test_a_job_that_fails_costs_no_thread(naps: Queue) -> None:
    bad = [naps.enqueue("time.sleep", "soon") for _ in range(3)]
    good = nap(naps, 0)

    with worker("burst") as process:
        assert process.wait(timeout=60) == 0

    assert statuses([*bad, good]) == [*[JobStatus.FAILED] * 3, JobStatus.FINISHED]


def test_a_wake_ends_by_one_round_trip(naps: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    carried_out = ThreadWorker(naps, threads=1, connection=naps.connection, serializer=JSONSerializer)
    wake = naps.enqueue("time.sleep", 0, result_ttl=0)
    execution = carried_out.prepare_execution(wake)
    carried_out.prepare_job_execution(wake)
    sent: list[object] = []
    send = redis.Connection.send_packed_command

    def seen(connection: redis.Connection, command: object, **how: bool) -> None:
        sent.append(command)
        send(connection, command, **how)  # type: ignore[no-untyped-call]  # redis has none here

    monkeypatch.setattr(redis.Connection, "send_packed_command", seen)

    carried_out._finalize_success(wake, naps, execution, None)

    assert len(sent) == 1


def test_a_wake_leaves_nothing_behind_but_its_count(naps: Queue) -> None:
    wakes = [naps.enqueue("time.sleep", 0, result_ttl=0) for _ in range(2)]

    with worker("service"):
        wait_until(lambda: not any(wake.exists(wake.id, connection=naps.connection) for wake in wakes), seconds=20)
        [name] = naps.connection.smembers("rq:workers:naps")
        left = [key for wake in wakes for key in naps.connection.scan_iter(f"*{wake.id}*")]

        assert (left, naps.connection.hget(name, "successful_job_count")) == ([], b"2")
        assert naps.started_job_registry.get_job_ids() == []
