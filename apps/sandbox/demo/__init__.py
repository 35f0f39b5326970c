"""`make demo`: everything on one machine, under a supervisor, with one command and no installation."""
