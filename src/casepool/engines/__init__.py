"""Other readers: language models behind an address, off by default."""
