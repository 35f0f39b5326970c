"""What Salesforce's refusals mean to a CRM."""

from functools import partial

from apps.integrations.wire import salesforce

from .base import Gone

require_success = partial(salesforce.require_success, gone=Gone)
