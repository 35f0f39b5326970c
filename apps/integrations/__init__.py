"""The outside world behind one face a family: sources, telephony, sms, crm, alerts."""
