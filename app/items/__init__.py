"""What answers say about questions: statistics, quarantine, learners' flags, the coverage map."""
