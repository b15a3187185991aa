"""The Socket.IO feed: who hears what, whole views, numbered, and how they reach every page."""
