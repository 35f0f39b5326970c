"""The back office's screens of scripts: the editor, trials of a draft, its publication and its versions."""
