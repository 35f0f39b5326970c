"""Tests of the tellers of facts about a person."""
