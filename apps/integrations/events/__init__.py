"""Where a tenant's own programs are told what happens: one file a way of telling."""
