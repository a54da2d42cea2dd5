"""What is kept: bytes as received, observations, files that are whole or not there."""
