"""What came in: requests byte for byte, and lists that a person handed in."""

from .delivery import Delivery
from .lead_list import LeadList, LeadListRow

__all__ = ["Delivery", "LeadList", "LeadListRow"]
