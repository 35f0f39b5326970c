"""What an AI agent says and asks: scripts, their versions, and what is wrong with a draft."""
