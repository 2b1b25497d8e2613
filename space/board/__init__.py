"""The leaderboard without the page: its rows, two of them side by side, and submissions."""
