"""How carriers that hear and speak themselves tell of the words: one file a carrier, its class is `Relay`."""
