"""The command line: one subject a file, each ends in a command that `bot.__main__` lists."""
