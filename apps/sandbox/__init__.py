"""The pretend outside world: carrier, CRMs, chat and mail, in vendors' own wire formats."""
