"""Chat completions as OpenAI speaks them, and as most others do, too."""

from pydantic import BaseModel, Field

from apps.integrations.http import Http

from . import engines


class Chat:
    """One endpoint. Sends once; what it answers is text, whatever it means."""

    def __init__(self, base_url: str, key: str, http: Http, *, vendor: str) -> None:
        self._base_url, self._http, self._vendor = base_url.rstrip("/"), http, vendor
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def complete(self, model: str, instructions: str, material: str, *, seconds: float) -> str:
        """A JSON object, as text. Raises the remedies of `errors`."""
        reply = self._http.send(
            "POST",
            f"{self._base_url}/chat/completions",
            headers=self._headers,
            json={
                "model": model,
                "temperature": 0,
                "response_format": {"type": "json_object"},
                "messages": [
                    {"role": "system", "content": instructions},
                    {"role": "user", "content": material},
                ],
            },
            read_seconds=seconds,
        )
        return engines.understood(reply, answer=_Completion, vendor=self._vendor).choices[0].message.content

    def check(self) -> str:
        """List the models: free, and refused without a good key."""
        engines.looked_up(self._http, f"{self._base_url}/models", self._headers, answer=_Models, vendor=self._vendor)
        return f"{self._vendor} accepts the key."


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]
