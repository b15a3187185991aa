"""The process that serves: its worker, how much it takes on at a time, and how it fares."""
