"""The invented city of Larkport: always the same ground, offices, people and words; only the dates move with today."""
