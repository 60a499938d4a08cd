"""What people and partners decide: actors, cases, decisions, exports, jobs, suppression, and the audit log."""
