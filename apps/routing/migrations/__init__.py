"""How the tables of routing came to be."""
