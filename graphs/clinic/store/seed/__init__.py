"""A believable bilingual city clinic for an empty database: eight doctors, five specialties, sixty patients.

The same seed and day give the same rows. The first patients are `DEMO_PATIENTS`; "I'm John Smith, born March third
nineteen eighty" is the first of them.
"""

from graphs.clinic.store.seed.demo import DEMO_PATIENTS, DemoPatient
from graphs.clinic.store.seed.fill import fill, is_empty

__all__ = ["DEMO_PATIENTS", "DemoPatient", "fill", "is_empty"]
