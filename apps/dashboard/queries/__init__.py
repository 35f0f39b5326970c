"""What the pages show, read in a fixed number of queries and finished for the templates."""
