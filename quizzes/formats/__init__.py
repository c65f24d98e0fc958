"""What questions and micro-classes are written in, and how each format is read."""
