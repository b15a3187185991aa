"""What goes wrong outside the log: looked for again and again, and noted in it when it changes."""
