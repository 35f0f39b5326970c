"""The compliance tables."""

from .consent import ConsentClaim, ConsentProof
from .decision import GateDecision, RulePack
from .dnc import DncEntry, DncImport, DncImportRow, DncList, DncNumber, PlatformDncEntry
from .scrub import ScrubAnswer
from .suppression import Suppression

__all__ = [
    "ConsentClaim",
    "ConsentProof",
    "DncEntry",
    "DncImport",
    "DncImportRow",
    "DncList",
    "DncNumber",
    "GateDecision",
    "PlatformDncEntry",
    "RulePack",
    "ScrubAnswer",
    "Suppression",
]
