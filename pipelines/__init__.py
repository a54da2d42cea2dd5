"""bilateral: checks what articles claim about countries and pairs of countries against official statistics."""
