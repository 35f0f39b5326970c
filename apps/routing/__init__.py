"""Who answers a lead: a tenant's rules, its teams and reps, and whose turn it is."""
