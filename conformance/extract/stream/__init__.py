"""The bit stream: NAL units, parameter sets, and the numbers that prove a lost picture."""
