"""Monthly rates of exchange, held; nothing is fetched."""
