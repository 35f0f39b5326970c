"""Our own SIP dialer: a process of its own, one SIP stack in it, and no database."""
