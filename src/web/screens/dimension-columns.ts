import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useModel } from '../api/meta.ts';
import { listQuery } from '../api/queries.ts';
import type { GridColumn } from '../grid/grid-model.ts';

const DIMENSIONS = [
  { name: 'costCentre', entity: 'ledger.cost_centre' },
  { name: 'project', entity: 'ledger.project' },
] as const;

/** Columns for what a line is for, where the company has cost centres or projects: nobody else is asked. */
export function useDimensionColumns(): GridColumn[] {
  const [costCentres, projects] = [useSome(DIMENSIONS[0].entity), useSome(DIMENSIONS[1].entity)];
  return useMemo(
    () =>
      [costCentres, projects].flatMap((label, index) =>
        label === undefined ? [] : [{ ...DIMENSIONS[index]!, label, type: 'reference' as const, width: 130 }],
      ),
    [costCentres, projects],
  );
}

/** What a record of the kind is called, where there are some in use. */
function useSome(name: (typeof DIMENSIONS)[number]['entity']): string | undefined {
  const entity = useModel().entity(name);
  const found = useQuery({
    ...listQuery(name, { filter: { active: true }, size: 1 }),
    enabled: entity !== undefined,
    staleTime: 60_000,
  });
  return found.data?.rows.length ? entity?.label : undefined;
}
