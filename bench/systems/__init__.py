"""How each system is started and stopped."""
