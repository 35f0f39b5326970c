"""How the tables of leads came to be."""
