"""The outreach tables."""

from .playbook import Playbook
from .step import Step

__all__ = ["Playbook", "Step"]
