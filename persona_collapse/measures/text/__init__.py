"""What free texts show: statistics over strings and over what was found in them; lexicons and vectors come in as arguments."""
