"""Properties are held to what is true, not to how fast a busy machine finds it: pytest's own timeout watches that."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
