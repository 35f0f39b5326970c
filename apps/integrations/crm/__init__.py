"""Customer relationship systems: one file a vendor, its class is `Crm`."""
