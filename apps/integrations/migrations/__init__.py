"""How the tables of integrations came to be."""
