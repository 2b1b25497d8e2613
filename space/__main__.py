"""Starts the app from a folder that holds the package: `python -m space`. On the Hub this file is called app.py."""

from space.app import main

if __name__ == "__main__":
    main()
