"""The rules, by what they are about: the hall's day, tickets, windows, ratings. Each reads the hall only."""
