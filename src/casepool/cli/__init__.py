"""The command line: thin commands; nothing heavy is imported before its command runs."""
