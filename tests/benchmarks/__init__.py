"""What the bot costs, and how well it decides.

``python -m tests.benchmarks`` prints what it costs, on Linux, for /proc. ``… decision [PHOTOS]``
compares its decision with others', ``… thresholds`` holds learnt thresholds to their promise, and
``… feedback`` tells what use does to galleries. ``PHOTOS`` is a folder of real photos: ``people``
and ``large`` with a folder for each person, and ``groups`` of strangers.
"""
