"""What the adapters' tests share."""

import pytest

from apps.integrations.calendars import _google_rest as google
from apps.integrations.calendars import _microsoft_rest as microsoft
from apps.integrations.crm import _zoho_rest as zoho
from apps.integrations.wire import salesforce
from tests.sandbox.conftest import only_sandbox, outside, start

# For what a vendor must be seen to do rather than to say.
__all__ = ["only_sandbox", "outside", "start"]


@pytest.fixture(autouse=True)
def nobody_is_logged_in() -> None:
    """A log-in is kept by its address, whose port may have been another test's."""
    for vendor in (google, microsoft, salesforce, zoho):
        vendor._TOKENS.clear()
