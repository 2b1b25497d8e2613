"""Results in the forms of others: records of Every Eval Ever, and from them the files of model pages on the Hub."""
