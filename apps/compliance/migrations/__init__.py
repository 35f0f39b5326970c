"""How the tables of compliance came to be."""
