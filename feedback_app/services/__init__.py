"""What the service does for people: one function is one sentence. Transactions begin and end here and only here."""
