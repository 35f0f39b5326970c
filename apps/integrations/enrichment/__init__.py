"""Who tells facts about a person, one file each; `base.py` says what they must do."""
