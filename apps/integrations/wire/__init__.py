"""Wire facts that several families of one vendor share."""
