"""The dialer over real SIP and real audio, on loopback."""
