"""How pretend phones behave behind Twilio's wire format: calls, TwiML, texts, opt-outs."""
