"""Routing's tables."""

from .assignment import Assignment
from .people import Rep, Team
from .rule import DraftRule, Version
from .schedule import Schedule

__all__ = ["Assignment", "DraftRule", "Rep", "Schedule", "Team", "Version"]
