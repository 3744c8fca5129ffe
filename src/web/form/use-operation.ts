import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { InputOf, OperationName, OutputOf } from '../api/contracts.ts';
import { ApiError, issuesOf, post, randomKey, saveFile } from '../api/http.ts';
import { type OperationMeta, type Row, useModel } from '../api/meta.ts';

export interface Sent<Output = Row> {
  readonly output: Output;
  readonly event: string;
  readonly replayed: boolean;
}

/**
 * Sends an operation. One key for as long as the form is open, so that a double click or a repeated try makes one
 * document; `again` begins the next one. An answer that holds a file gives it to the user. What is sent and what comes back is
 * checked against the contract.
 */
export const useOperation = <N extends OperationName>(name: N) =>
  useAnyOperation<InputOf<N>, OutputOf<N>>(useModel().operation(name));

/** The same for derived forms, whose inputs follow from the description of whichever operation they are of. */
export function useAnyOperation<Input = Row, Output = Row>(operation: OperationMeta | undefined) {
  const client = useQueryClient();
  const key = useRef(randomKey());
  const running = useRef<Promise<Sent<Output>> | null>(null);
  const [sending, setSending] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const send = useCallback(
    async (input: Input): Promise<Sent<Output> | undefined> => {
      if (!operation || running.current) return undefined;
      setSending(true);
      setError(null);
      running.current = post<Sent<Output>>(`/api/op/${operation.name}`, input, key.current);
      try {
        const sent = await running.current;
        setDone(true);
        await Promise.all([
          client.invalidateQueries({ queryKey: ['entity'] }),
          client.invalidateQueries({ queryKey: ['report'] }),
        ]);
        const { fileName, content } = sent.output as { fileName?: unknown; content?: unknown };
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
