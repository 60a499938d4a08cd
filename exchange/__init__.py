"""From leads to a referral that FS can check: the gate, formats, delivery, answers."""
