"""The outreach tables."""

from .cadence import Cadence, CadenceVersion
from .feed import Attempt, Feed, Telling
from .playbook import Playbook
from .step import Step

__all__ = ["Attempt", "Cadence", "CadenceVersion", "Feed", "Playbook", "Step", "Telling"]
