"""What the judges of presence share: shifts, the readings of a feed, and the rows of their answers."""
