"""How the table of appointments came to be."""
