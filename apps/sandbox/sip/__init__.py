"""The pretend carrier by SIP: a trunk to everybody in the pretend world."""
