"""The one shell of all pages, which of them staff sign in to, and what they show beside the feed."""
