"""OpenCV's process-wide settings."""

from __future__ import annotations

import functools


@functools.cache
def settle_opencv() -> None:
    """One thread for each call: the workers are as many as the processors already.

    Its own threads make one call a little faster and every call dearer. Its log is for errors;
    it warns of a missing accelerator whenever a model is loaded.
    """
    import cv2

    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
