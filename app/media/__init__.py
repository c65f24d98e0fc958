"""Pictures, sound and film: taken in safely, stored once, shown to whoever is signed in."""
