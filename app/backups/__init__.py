"""The whole house in one file, back again on either engine, and from one engine to the other."""
