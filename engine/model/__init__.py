"""The frozen values that cross from one stage to the next, one concept a module."""
