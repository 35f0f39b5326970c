"""News for pages that are being looked at: the tail of events, the fan-out, the streams."""
