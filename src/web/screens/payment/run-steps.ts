/* How a payment run goes on; no screen needed. */

export const ORDER = ['proposed', 'approved', 'filed', 'paid'] as const;
export const BY = {
  ...{ proposed: 'payables.propose_run', approved: 'payables.approve_run' },
  ...{ filed: 'payables.payment_file', paid: 'payables.pay_run' },
} as const;

interface At {
  readonly state: string;
  /** Whether this person proposed it. */
  readonly own: boolean;
  /** Whether the bank's file was made. */
  readonly filed: boolean;
  readonly approves: boolean;
  readonly drops: boolean;
}

/** What is said about the next step, as texts of the run: who takes it, and who may take payments out of it. */
export function nextOf({ state, own, filed, approves, drops }: At) {
  if (state === 'approved') return [filed ? ('nextPay' as const) : ('nextFile' as const)];
  if (state !== 'proposed') return [];
  const decides = own ? ('own' as const) : approves ? ('nextApprove' as const) : ('nextOthers' as const);
  return [decides, drops ? ('mayDrop' as const) : ('whoDrops' as const)];
}
