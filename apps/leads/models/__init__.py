"""The lead's tables."""

from .event import Event
from .lead import Known, Lead
from .source import Source, SourceSecret

__all__ = ["Event", "Known", "Lead", "Source", "SourceSecret"]
