"""The conversation: an AI agent that answers when the lead does. The only async code of the product."""
