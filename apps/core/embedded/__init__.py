"""Real Postgres and Valkey from wheels, for demo and tests: no installation, no root, no change to the machine."""
