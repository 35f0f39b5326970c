"""One statement each for what every lead goes through: facts, states and promises, all of them or none.

The ORM would ask a dozen times for what Postgres does at once; the rarer paths are left to it.
"""
