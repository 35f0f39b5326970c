"""The demo's tenants and the last 30 days of their leads, as the product itself would have written them."""
