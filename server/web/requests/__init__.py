"""What requests may hold: addresses and bodies, all made of `fields`."""
