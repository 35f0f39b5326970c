"""One file a vendor, found by its being here: `VENDOR`, `routes` and, if it likes, `refusal(status)`."""
