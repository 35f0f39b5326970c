"""HubSpot's address and consent page, which its CRM and its calendars share."""

from apps.integrations.oauth import Flow

SERVICE = "https://api.hubapi.com"


def flow(*further: str) -> Flow:
    """Contacts may be read and written, and what the family needs beside that."""
    return Flow(
        app="hubspot",
        authorize_url="https://app.hubspot.com/oauth/authorize",
        token_url=f"{SERVICE}/oauth/2026-03/token",
        revoke_url=f"{SERVICE}/oauth/2026-03/token/revoke",
        scopes=("oauth", "crm.objects.contacts.read", "crm.objects.contacts.write", *further),
    )
