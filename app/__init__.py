"""The Paddock web application: features on floors, each importing only downward."""

import gc

gc.set_threshold(5_000)  # Python's 700 cost 7 % of each start: what is made then stays, and is looked through often
