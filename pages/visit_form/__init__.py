"""The form by which a visit is planned: its fields, the plan that they make, and the policy's word beside them."""
