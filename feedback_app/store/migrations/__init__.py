"""The steps that bring a database to the newest tables, oldest first."""
