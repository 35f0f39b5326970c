"""Google's Gemini, through the endpoint that speaks as OpenAI's does."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address
from apps.integrations.wire.chat import Chat

from . import base

ORIGIN = "https://generativelanguage.googleapis.com"
SERVICE = f"{ORIGIN}/v1beta/openai"


class Model(BaseModel):
    """A key of Google's AI Studio and a model."""

    api_key: SecretStr = Field(title="API key", description="From Google AI Studio.")
    model: str = Field("gemini-2.5-flash-lite", title="Model", description="A quick one: it has 1.2 s to read a reply.")
    base_url: str = Field(SERVICE, title="Address", description=f"Google's own, {SERVICE}")


class Thinking(base.Thinking):
    Settings = Model
    title = "Google Gemini"

    def __init__(self, settings: Model, http: Http) -> None:
        address = own_address(settings.base_url, service=ORIGIN, http=http)
        self._model = settings.model
        self._chat = Chat(address, settings.api_key.get_secret_value(), http, vendor="Google")

    def answer(self, question: base.Question) -> str:
        return self._chat.complete(self._model, question.instructions, question.material, seconds=question.seconds)

    def check(self) -> str:
        return self._chat.check()
