"""A SIP trunk as a tenant types it in, and what our dialer says of it in words for people."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from .dialer import E164, Lack, Outcome, Transport, Trouble, Trunk

REFUSALS = {
    "draining": "the SIP dialer is being stopped",
    "full": "the SIP dialer has as many calls as it may carry",
    "trunks_down": "no trunk of this connection answers",
    "worn": "the SIP dialer has called by too many numbers and starts anew",
    "no_journal": "the SIP dialer can't write its journal",
    "not_public": "the trunk's address is not public",
    "no_such_host": "nobody knows the trunk's address",
    "no_such_call": "the SIP dialer does not know the call, or it is over",
    "not_answered": "nobody has answered the call yet",
    "no_such_tape": "the SIP dialer has no such recording, or no longer",
    "nobody_there": "nobody is there in the conference room, or it is over",
    "not_an_order": "the SIP dialer did not understand the order",
    "who_are_you": "the SIP dialer does not know our secret (LEADHUB_DIALER_SECRET)",
}
CAUSES = {
    Outcome.BUSY: "busy",
    Outcome.DECLINED: "declined",
    Outcome.UNWANTED: "unwanted, says the receiver",
    Outcome.BLOCKED: "blocked by analytics",
    Outcome.NOT_FOUND: "number not in service",
    Outcome.UNAVAILABLE: "phone off or out of reach",
    Outcome.NO_ANSWER: "nobody answered",
    Outcome.HUNG_UP: "ended before an answer",
    Outcome.TRUNK_REFUSED: "refused by the trunk: password, caller ID or its limits",
    Outcome.TRUNK_FAULT: "the trunk failed",
    Outcome.TRUNK_SILENT: "the trunk did not answer",
    Outcome.NO_CODEC: "no common codec, or no encryption in common",
    Outcome.MEDIA_LOST: "the audio stopped",
    Outcome.NO_PORTS: "the dialer had no free audio port",
    Outcome.DIALER_STOPPED: "the dialer stopped in the middle of the call",
    Outcome.DIALER_FAULT: "a fault of the dialer",
}
TROUBLES = {
    Trouble.NO_DOCUMENT: "LeadHub did not say what to do",
    Trouble.NO_SPEECH: "nothing could be said, for no voice process speaks",
    Trouble.NO_STREAM: "the voice process was not there",
}
LACKS = {
    Lack.DISK_FULL: "the SIP dialer's disk is full",
    Lack.DISK_FAILED: "the SIP dialer's disk failed",
    Lack.DISK_SLOW: "the SIP dialer's disk was too slow",
    Lack.DIALER_STOPPED: "the SIP dialer stopped in the middle of the call",
    Lack.UNSAID: "nothing could be said, for no voice process speaks, so nobody could be told",
}
_TRANSPORT = "udp, tcp or tls. Trunks by TLS are checked against the usual certificates."


class SipTrunk(BaseModel):
    """A trunk, and a second one for when the first is not there."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one that the trunk lets you call by, with country code.",
        examples=["+12025550100"],
        pattern=E164,
    )
    host: str = Field(title="Trunk", description="Its host name.", examples=["sip.example.com"], pattern=r"^[\w.-]+$")
    port: int = Field(5060, title="Port", description="Usually 5060, by TLS 5061.", ge=1, le=65_535)
    transport: Transport = Field("udp", title="Transport", description=_TRANSPORT)
    user: str = Field("", title="User name", description="Empty where the trunk knows us by our address.")
    password: SecretStr = Field(SecretStr(""), title="Password", description="Of that user.")
    srtp: bool = Field(False, title="Encrypt the audio", description="SRTP, or no call: only where the trunk has it.")
    codecs: Literal["pcmu, pcma", "pcma, pcmu", "pcmu", "pcma"] = Field(
        "pcmu, pcma", title="Codecs", description="G.711 in the order of preference: pcmu in North America, else pcma."
    )
    spare_host: str = Field("", title="Second trunk", description="Tried where the first has not taken the call.")
    spare_port: int = Field(5060, title="Its port", ge=1, le=65_535)
    spare_transport: Transport = Field("udp", title="Its transport", description=_TRANSPORT)
    spare_user: str = Field("", title="Its user name", description="Empty where it knows us by our address.")
    spare_password: SecretStr = Field(SecretStr(""), title="Its password", description="Of that user.")

    def trunks(self) -> tuple[Trunk, ...]:
        """In the order in which they are tried. Raises `ValidationError` for what is no trunk."""
        first = self._trunk(self.host, self.port, self.transport, self.user, self.password)
        if not self.spare_host:
            return (first,)
        spare = (self.spare_host, self.spare_port, self.spare_transport, self.spare_user, self.spare_password)
        return first, self._trunk(*spare)

    def _trunk(self, host: str, port: int, transport: Transport, user: str, password: SecretStr) -> Trunk:
        codecs = tuple(name.strip() for name in self.codecs.split(","))
        values = {"host": host, "port": port, "transport": transport, "user": user, "codecs": codecs}
        return Trunk.model_validate(values | {"password": password.get_secret_value(), "srtp": self.srtp})
