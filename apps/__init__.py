"""LeadHub, by business subject; imports point down only (see pyproject.toml)."""
