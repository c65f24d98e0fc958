"""The tour: each person's car on the road from Beijing to Munich, moved by what is mastered."""
