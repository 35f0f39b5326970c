"""The compliance tables."""

from .decision import GateDecision, RulePack
from .dnc import DncEntry, DncImport, DncImportRow, DncList, DncNumber, PlatformDncEntry

__all__ = [
    "DncEntry",
    "DncImport",
    "DncImportRow",
    "DncList",
    "DncNumber",
    "GateDecision",
    "PlatformDncEntry",
    "RulePack",
]
