"""How the tables of outreach came to be."""
