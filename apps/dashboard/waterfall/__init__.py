"""A lead's life as bars on a time axis: pure arithmetic on its events, no database, no markup."""
