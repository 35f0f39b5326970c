"""Anthropic: Claude, by the messages API."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address
from apps.integrations.wire import engines

from . import base

SERVICE = "https://api.anthropic.com"
VERSION = "2023-06-01"
_MOST_TOKENS = 400


class Model(BaseModel):
    """A key and a model."""

    api_key: SecretStr = Field(title="API key", description="From Anthropic's console.")
    model: str = Field("claude-haiku-4-5", title="Model", description="A quick one: it has 1.2 s to read a reply.")
    base_url: str = Field(SERVICE, title="Address", description=f"Anthropic's own, {SERVICE}")


class Thinking(base.Thinking):
    Settings = Model
    title = "Anthropic"

    def __init__(self, settings: Model, http: Http) -> None:
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._model, self._http = settings.model, http
        self._headers = {"x-api-key": settings.api_key.get_secret_value(), "anthropic-version": VERSION}

    def answer(self, question: base.Question) -> str:
        reply = self._http.send(
            "POST",
            f"{self._base_url}/v1/messages",
            headers=self._headers,
            json={
                "model": self._model,
                "max_tokens": _MOST_TOKENS,
                "temperature": 0,
                "system": question.instructions,
                "messages": [{"role": "user", "content": question.material}],
            },
            read_seconds=question.seconds,
        )
        said = engines.understood(reply, answer=_Message, vendor="Anthropic")
        return "".join(block.text for block in said.content)

    def check(self) -> str:
        """List the models: free, and refused without a good key."""
        url = f"{self._base_url}/v1/models"
        engines.looked_up(self._http, url, self._headers, answer=_Models, vendor="Anthropic")
        return "Anthropic accepts the key."


class _Block(BaseModel):
    text: str = ""


class _Message(BaseModel):
    content: list[_Block] = Field(min_length=1)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]
