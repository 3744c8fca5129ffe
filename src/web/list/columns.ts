import { useLocalStorage } from '@mantine/hooks';
import type { EntityMeta } from '../api/meta.ts';

/** The columns of a list, as this person left them on this device. */
export function useColumns(entity: EntityMeta): [readonly string[], (columns: string[]) => void] {
  const [stored, setStored] = useLocalStorage<string[] | null>({
    key: `countinghouse.columns.${entity.name}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const known = stored?.filter((name) => name in entity.fields);
  return [known && known.length > 0 ? known : entity.list, setStored];
}
