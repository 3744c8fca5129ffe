import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { ApiError, issuesOf, post, randomKey, saveFile } from '../api/http.ts';
import type { OperationMeta, Row } from '../api/meta.ts';

export interface Sent {
  readonly output: Row;
  readonly event: string;
  readonly replayed: boolean;
}

/**
 * Sends an operation. One key for as long as the form is open, so that a double click or a repeated try makes one
 * document; `again` begins the next one. An answer that holds a file gives it to the user.
 */
export function useOperation(operation: OperationMeta | undefined) {
  const client = useQueryClient();
  const key = useRef(randomKey());
  const running = useRef<Promise<Sent> | null>(null);
  const [sending, setSending] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const send = useCallback(
    async (input: Row): Promise<Sent | undefined> => {
      if (!operation || running.current) return undefined;
      setSending(true);
      setError(null);
      running.current = post<Sent>(`/api/op/${operation.name}`, input, key.current);
      try {
        const sent = await running.current;
        setDone(true);
        await Promise.all([
          client.invalidateQueries({ queryKey: ['entity'] }),
          client.invalidateQueries({ queryKey: ['report'] }),
        ]);
        const { fileName, content } = sent.output;
        if (typeof fileName === 'string' && typeof content === 'string') saveFile(fileName, new Blob([content]));
        return sent;
      } catch (failure) {
        setError(failure instanceof ApiError ? failure : new ApiError(0, { code: 'failed', message: String(failure) }));
        return undefined;
      } finally {
        running.current = null;
        setSending(false);
      }
    },
    [operation, client],
  );
  const again = useCallback(() => {
    key.current = randomKey();
    setError(null);
    setDone(false);
  }, []);
  return {
    operation,
    // Once it is sent nothing is asked about it any more.
    idle: !sending && !done,
    send,
    again,
    sending,
    error,
    issues: new Map(issuesOf(error).map(({ path, message }) => [path, message])),
  };
}
