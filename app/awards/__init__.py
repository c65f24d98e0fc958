"""Awards, certificates that anybody can verify, and the ceremony."""
