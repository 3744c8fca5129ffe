import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

interface Change {
  readonly records: readonly { readonly entity: string; readonly id: string }[];
}

const GATHER_MS = 700;

/** Keeps what is shown fresh: whatever the server tells was touched is asked for again, a burst of changes once. */
export function useLive(company: number): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(() => {
    const source = new EventSource(`/api/live?company=${company}`);
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      for (const entity of touched) void client.invalidateQueries({ queryKey: ['entity', entity] });
      touched.clear();
      void client.invalidateQueries({ queryKey: ['report'] });
    };
    source.addEventListener('change', (message) => {
      const { records } = JSON.parse((message as MessageEvent<string>).data) as Change;
      for (const { entity } of records) touched.add(entity);
      timer ??= setTimeout(refresh, GATHER_MS);
    });
    source.addEventListener('open', () => setLive(true));
    source.addEventListener('error', () => setLive(false));
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, company]);
  return live;
}
