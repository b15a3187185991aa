"""Who is asking, and what they may: accounts, sessions, paired devices, and one table of rights."""
