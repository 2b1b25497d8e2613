"""Who answers: runs and their studies, models on this hardware, checked addresses, a lent GPU."""
