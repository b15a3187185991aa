"""The web edge: parse, ask the executor, answer. No rule of the hall lives here."""
