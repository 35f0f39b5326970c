"""How the tables of calls came to be."""
