"""Keepers of consent certificates, one file each; `base.py` says what they must do."""
