-- Of a return to the supplier that was corrected: how many of its goods no bill covered.
alter table inventory.move_correction add column unbilled numeric check (unbilled >= 0 and unbilled <= quantity);
