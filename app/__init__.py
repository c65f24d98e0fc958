"""The Paddock web application: features on floors, each importing only downward."""
