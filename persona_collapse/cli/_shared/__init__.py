"""What commands share: what they take, read, ask, measure and say."""
