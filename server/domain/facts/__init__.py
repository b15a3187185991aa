"""What the configuration says of a hall before the first citizen comes; nothing here changes in a day."""
