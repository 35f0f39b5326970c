"""The lead's tables."""

from .event import Event
from .finding import Finding
from .lead import Known, Lead
from .progress import Progress, Stirred
from .source import Source, SourceSecret

__all__ = ["Event", "Finding", "Known", "Lead", "Progress", "Source", "SourceSecret", "Stirred"]
