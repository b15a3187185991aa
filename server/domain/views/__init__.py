"""Hall -> what each audience may see. Whole views, never diffs; who sees what is decided here only.

Times are epoch ms. `number` is what the public sees ("A012"); ids are slugs. Names in two languages stand
side by side as `name` and `name_en`.
"""
