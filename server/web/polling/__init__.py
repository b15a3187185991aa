"""Those who ask again and again, phones and hot keys: held back until something has changed (record 0013)."""
