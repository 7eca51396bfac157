"""Whether conditions, sequences and packages contradict themselves, by trying all levels."""
