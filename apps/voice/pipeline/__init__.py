"""One pipecat pipeline a call: ear, speech to text, brain, text to speech, mouth."""

from loguru import logger

# It writes what was said, and whom it was said to, into its log.
logger.disable("pipecat")
