"""How a pipeline of ours is run: at the telephone's rate, without what pipecat adds for browsers, never idle."""

from collections.abc import Sequence

from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from apps.voice import audio


def worker(stages: Sequence[FrameProcessor]) -> PipelineWorker:
    return PipelineWorker(
        Pipeline(list(stages)),
        params=PipelineParams(audio_in_sample_rate=audio.RATE, audio_out_sample_rate=audio.RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
        # A call that is quiet is not over; pipecat would cancel it after five minutes.
        idle_timeout_secs=None,
        check_dangling_tasks=False,
    )


def runner() -> WorkerRunner:
    """One a pipeline. The signals are uvicorn's."""
    return WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
