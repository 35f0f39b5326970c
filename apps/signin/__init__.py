"""How people come in: password, passkey, second factor, invitation, and their own account's pages."""
