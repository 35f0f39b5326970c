"""Where the team is told: one file a vendor, its class is `Alerts`."""
