"""Days that never were: citizens and clerks who act by chance, for demonstrations, load and reports."""
