/** The only place that asks the machine for the time. Tests and the demo company give their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const fixedClock = (instant: string | Date): Clock & { set(to: string | Date): void } => {
  let current = new Date(instant);
  return {
    now: () => new Date(current),
    set: (to) => {
      current = new Date(to);
    },
  };
};
