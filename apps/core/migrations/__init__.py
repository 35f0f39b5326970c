"""The clock in the database."""
