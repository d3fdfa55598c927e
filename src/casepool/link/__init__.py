"""Linking: which cases tell of the same patient. It proposes and explains; people decide."""
