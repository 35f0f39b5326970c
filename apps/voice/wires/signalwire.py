"""SignalWire's streams: it speaks as Twilio does."""

from . import twilio


class Wire(twilio.Wire):
    pass
