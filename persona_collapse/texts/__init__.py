"""What texts say: lexicons, and where in a text the narrator speaks of itself."""
