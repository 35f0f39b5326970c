"""Language models: one file a vendor, its class is `Thinking`."""
