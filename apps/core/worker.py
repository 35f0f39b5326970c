"""An RQ worker that carries out several network-bound jobs at once, in threads.

RQ 3.0 has one job a worker; this class uses its own extension points (`execute_job`, executions, the dequeue loop,
`teardown`), so django-rq's pages, heartbeats and warm shutdown go on working.
A thread cannot be killed: what bounds a job is the time-outs of its client and of its statements.
"""

import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import redis
from django.db import close_old_connections
from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.timeouts import BaseDeathPenalty
from rq.utils import now

# A worker with all slots taken shows that it is alive this often.
PATIENCE_SECONDS = 5


class NoDeathPenalty(BaseDeathPenalty):
    """RQ's own use a signal (main thread only) or an asynchronous exception (no use against a blocking socket)."""

    def setup_death_penalty(self) -> None:
        pass

    def cancel_death_penalty(self) -> None:
        pass


class ThreadWorker(SimpleWorker):
    """Takes a job off its one queue only when a thread is free for it."""

    death_penalty_class = NoDeathPenalty

    def __init__(self, queue: Queue, *, threads: int, **options: Any) -> None:
        super().__init__([queue], **options)
        self._free = threading.Semaphore(threads)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=queue.name)
        self._next_heartbeat = self._next_look = 0.0
        self.log_job_description = False

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """Wait for a free thread first: a job in a full worker's memory would be of no use to anybody."""
        while not self._free.acquire(timeout=PATIENCE_SECONDS):
            self.heartbeat()
        if self._stop_requested:
            self._free.release()
            return None
        found: tuple[Job, Queue] | None = None
        try:
            found = super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
        finally:
            if found is None:
                self._free.release()
        return found

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Hand the job to a thread, which begins at once; RQ's own records of it are written meanwhile."""
        recorded: Future[Execution] = Future()
        self._pool.submit(self._carry_out, job, queue, recorded)
        try:
            execution = self.prepare_execution(job)
            self.prepare_job_execution(job, remove_from_intermediate_queue=True)
        except Exception as error:  # whatever it is, the thread must not wait for ever for what nobody writes
            recorded.set_exception(error)
            if not isinstance(error, redis.RedisError):
                raise
        else:
            recorded.set_result(execution)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """RQ shows three signs of life a job, of three commands each: one in a few seconds is enough."""
        if pipeline is not None or time.monotonic() >= self._next_heartbeat:
            self._next_heartbeat = time.monotonic() + PATIENCE_SECONDS
            # Always the long time-out: after this job the worker may wait that long for the next.
            super().heartbeat(None, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """Once a second is soon enough."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + 1
            super().check_for_suspension(burst)

    def handle_execution_ended(self, job: Job, queue: Queue, heartbeat_ttl: int) -> None:
        """It is over, and needs no further sign of life."""
        job.ended_at = now()

    def handle_job_success(
        self, job: Job, queue: Queue, started_job_registry: StartedJobRegistry, execution: Execution
    ) -> None:
        """A wake, which has no result, leaves nothing behind, by one round trip: nothing depends on it or repeats it.

        Any other job ends in RQ's own way, which looks for all that might hang on it.
        """
        if job.result_ttl != 0 or job.repeats_left or job.ended_at is None or job.started_at is None:
            super().handle_job_success(job, queue, started_job_registry, execution)
            return
        with self.connection.pipeline() as pipeline:
            self.increment_successful_job_count(pipeline=pipeline)
            self.increment_total_working_time(job.ended_at - job.started_at, pipeline)
            self.cleanup_execution(job, pipeline=pipeline, execution=execution)
            pipeline.delete(job.key)
            pipeline.execute()

    def teardown(self) -> None:
        """Warm shutdown: what has begun is finished."""
        self._pool.shutdown(wait=True)
        super().teardown()  # type: ignore[no-untyped-call]  # RQ has hints but here

    def _carry_out(self, job: Job, queue: Queue, recorded: Future[Execution]) -> None:
        try:
            self._finish(job, queue, recorded)
        except redis.RedisError:
            # The step's own record is in Postgres; RQ's book-keeping is not worth a worker.
            self.log.warning("redis is away")
        finally:
            close_old_connections()
            self._free.release()

    def _finish(self, job: Job, queue: Queue, recorded: Future[Execution]) -> None:
        try:
            result = job.func(*job.args, **job.kwargs)
        except Exception:  # whatever it is belongs into RQ's registry of failed jobs
            told = sys.exc_info()
            self._finalize_failure(job, queue, recorded.result(), told)
        else:
            self._finalize_success(job, queue, recorded.result(), result)
