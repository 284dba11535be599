"""The default graph: a medical front desk."""
