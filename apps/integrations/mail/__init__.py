"""E-mail to leads: one file a vendor, its class is `Mail`."""
