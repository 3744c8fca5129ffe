-- A minimum or maximum left empty is computed from measured demand, lead time and service level.
alter table sourcing.replenishment_rule
  alter column minimum drop not null, alter column minimum drop default,
  alter column target drop not null, alter column target drop default;
