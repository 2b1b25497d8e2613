"""The page: its tabs, a result as shown, the functions offered to programs, and how all of it is served."""
