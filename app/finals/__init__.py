"""The national final: who comes, where and when they work, who judges them."""
