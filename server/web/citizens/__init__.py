"""Who a citizen is, at the edge: ID numbers and names stop here, inside there are references only."""
