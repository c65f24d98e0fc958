"""What a whole curriculum is held to before it is imported: what is wrong or odd in its classes, questions and sums."""
