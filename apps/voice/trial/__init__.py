"""A draft that is talked with aloud from its page: nobody is called, and nothing comes of it."""
