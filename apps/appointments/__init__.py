"""Appointments with leads: what is free, our own hold on it, and the booking in the calendar."""
