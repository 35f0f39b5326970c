"""OpenAI, and every endpoint that speaks as it does (vLLM, Groq, Together, Azure …)."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http
from apps.integrations.wire.chat import Chat

from . import base

SERVICE = "https://api.openai.com/v1"


class Model(BaseModel):
    """A key, a model, and where it is asked. `Http` reaches no private address, whatever is typed in."""

    api_key: SecretStr = Field(title="API key", description="As the endpoint wants it.")
    model: str = Field("gpt-4.1-mini", title="Model", description="A quick one: it has 1.2 s to read a reply.")
    base_url: str = Field(SERVICE, title="Address", description=f"Up to /chat/completions, e.g. {SERVICE}")


class Thinking(base.Thinking):
    Settings = Model
    title = "OpenAI or compatible"

    def __init__(self, settings: Model, http: Http) -> None:
        self._model = settings.model
        self._chat = Chat(settings.base_url, settings.api_key.get_secret_value(), http, vendor="The endpoint")

    def answer(self, question: base.Question) -> str:
        return self._chat.complete(self._model, question.instructions, question.material, seconds=question.seconds)

    def check(self) -> str:
        return self._chat.check()
