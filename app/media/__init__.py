"""Pictures, sound and film: taken in safely, stored once, shown to whoever may see what uses them."""
