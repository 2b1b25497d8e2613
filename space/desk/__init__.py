"""Jobs: their folders, the queue, the processes that work on them, and the results they write."""
