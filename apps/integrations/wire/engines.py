"""What vendors of speech and of language models have in common: an account, and where it may be used."""

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from apps.integrations.errors import Unanswered
from apps.integrations.http import Http, Reply, refuse


def looked_up[Answer: BaseModel](
    http: Http, url: str, headers: Mapping[str, str], *, answer: type[Answer], vendor: str
) -> Answer:
    """What a harmless GET tells, understood. Raises the remedies of `errors`."""
    return understood(http.send("GET", url, headers=headers), answer=answer, vendor=vendor)


def understood[Answer: BaseModel](reply: Reply, *, answer: type[Answer], vendor: str) -> Answer:
    """A 2xx in the shape it should have. Raises the remedies of `errors`."""
    refuse(reply, f"{vendor} answered {reply.status}", code=str(reply.status))
    try:
        return answer.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"{vendor} answered with something unreadable") from error
