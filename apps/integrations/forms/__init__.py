"""Ad platforms whose webhooks only name a lead: one file a vendor, its class is `Forms`."""
