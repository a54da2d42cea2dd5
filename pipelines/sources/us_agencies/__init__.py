"""Monthly figures of the United States, held; nothing is fetched."""
