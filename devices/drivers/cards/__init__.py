"""The brands of sign cards: what each says on the wire for a wished look. `brands.card_for` makes one."""
