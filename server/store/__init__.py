"""What is on disk: the event log, read tables kept beside it, accounts and pairings. SQLite or PostgreSQL."""
