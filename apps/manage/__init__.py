"""The managers' back office: an admin site of its own, scoped to one tenant."""
