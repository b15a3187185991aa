"""What each event changes in the hall, by what it concerns; `evolve.py` has the table."""
