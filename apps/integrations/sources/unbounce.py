"""Unbounce: a form whose `data.json` holds the answers, each of them a list; unsigned and without an id.

The time of the day and the date come apart (snowplow's UnbounceAdapter); ours of the arrival is as good.
"""

from collections.abc import Iterable
from typing import ClassVar

from apps.integrations.reading.tree import Tree

from ._forms import Form

MACHINERY = ("page_uuid", "page_id", "time_submitted", "date_submitted", "data.xml")


class Sender(Form):
    title: ClassVar[str] = "Unbounce"
    setup: ClassVar[str] = "On the page, under Integrations → Webhooks, paste the address."

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """`bodies` has opened `data.json` already."""
        return [{key: value for key, value in tree.items() if key not in MACHINERY}]
