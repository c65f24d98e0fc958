"""What competitors answer in the hall of a final: the PK on stage and the test on the spot."""
