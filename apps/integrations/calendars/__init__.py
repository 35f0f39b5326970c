"""One file a vendor of calendars: what is free, and an appointment with an id of our own."""
