"""A worker process: one queue, several steps at once."""

from typing import Any

import django_rq
from django.core.management.base import BaseCommand, CommandParser

from apps.core import fields, warm
from apps.core.queues import DEFAULT, URGENT
from apps.core.worker import ThreadWorker
from apps.integrations import catalog
from apps.tenants import plans


class Command(BaseCommand):
    help = "Answer the doorbell of one queue. One queue a process: with two, RQ may lose a job (RELIABILITY 2.2)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=[URGENT, DEFAULT])
        parser.add_argument("--threads", type=int, default=16)

    def handle(self, *args: Any, **options: Any) -> None:
        catalog.preload()
        fields.warm()
        plans.growth.is_at_leisure = True
        warm.shorten_turns()
        warm.freeze()
        queue = django_rq.get_queue(options["queue"])
        worker = ThreadWorker(
            queue, threads=options["threads"], connection=queue.connection, serializer=queue.serializer
        )
        worker.work(logging_level="WARNING")
