"""The law as data: dated rows of a pack, read, compared and asked."""
