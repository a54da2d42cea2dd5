"""Local servers that speak the publishers' real formats and fail in their ways. Each makes up its figures."""
