"""What the hall says as it stands: on signs, slips and boards, aloud, and of each alarm."""
