"""The load generator and the clients that check answers."""
