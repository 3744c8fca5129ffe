import type { OperationScreenProps } from '../registry.ts';
import { Counting } from './counting.tsx';
import CountingDesk from './counting-desk.tsx';

/** A count is entered where it is counted. */
export default function EnterCount({ given }: OperationScreenProps) {
  return typeof given.count === 'string' ? <Counting count={given.count} /> : <CountingDesk />;
}
