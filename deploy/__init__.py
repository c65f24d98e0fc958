"""How Paddock is run: files for nginx, systemd and containers, and a whole cluster on one machine for trying."""
