"""The offline speech server, spoken to and listened to over HTTP."""
