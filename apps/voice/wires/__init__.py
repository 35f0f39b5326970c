"""How carriers speak of a call's audio over a WebSocket: one file a carrier, its class is `Wire`."""
