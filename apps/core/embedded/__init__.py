"""Real Postgres and Valkey from wheels, for demo and tests: nothing is installed or changed."""
