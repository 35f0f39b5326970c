"""The outreach tables."""

from .cadence import Cadence, CadenceVersion
from .playbook import Playbook
from .step import Step

__all__ = ["Cadence", "CadenceVersion", "Playbook", "Step"]
