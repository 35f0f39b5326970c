"""The API's addresses, a module for each resource."""
