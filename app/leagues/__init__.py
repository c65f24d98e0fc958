"""Weekly leagues: groups of about thirty in five gears, who shifts up or down, and who does not want to take part."""
