"""Who is asked before a contact whether a number may be called, one file each; `base.py` says what they must do."""
