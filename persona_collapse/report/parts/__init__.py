"""The sections of a diagnosis, a file per theme."""
