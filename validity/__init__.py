"""Experiments that show how far the numbers can be trusted; run by hand, one command line each (see README.md)."""
