"""What hearing and speech by Deepgram share: one account."""

from typing import Self

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address

from . import engines

SERVICE = "https://api.deepgram.com"


class Account(BaseModel):
    """An API key of Deepgram's."""

    api_key: SecretStr = Field(title="API key", description="From Deepgram's console.")
    base_url: str = Field(SERVICE, title="Address", description=f"Deepgram's own, {SERVICE}")

    def checked(self, http: Http) -> Self:
        """Raises `Rejected` where the address is somebody else's."""
        own_address(self.base_url, service=SERVICE, http=http)
        return self


def check(account: Account, http: Http) -> str:
    """List the key's projects: free, and refused without a good key."""
    headers = {"Authorization": f"Token {account.api_key.get_secret_value()}"}
    url = f"{account.base_url.rstrip('/')}/v1/projects"
    engines.looked_up(http, url, headers, answer=_Projects, vendor="Deepgram")
    return "Deepgram accepts the key."


class _Project(BaseModel):
    project_id: str


class _Projects(BaseModel):
    projects: list[_Project] = Field(min_length=1)
