"""Requests to evaluate models: stored in a dataset of the Hub, taken by workers, one at a time."""
