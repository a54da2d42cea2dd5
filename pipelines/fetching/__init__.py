"""How one talks to a publisher: HTTP, containers, file shapes, the type of a source."""
