import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ApiError } from '../api/http.ts';
import { type Model, useModel } from '../api/meta.ts';

/** The request for approval that was made in place of what was asked for. */
export const requestIn = (error: ApiError | null): string | undefined =>
  error?.code === 'approval_required' && typeof error.details.request === 'string' ? error.details.request : undefined;

/** Where a request is seen: its own page, or among what one asked for oneself. */
export const requestPage = (model: Model, id: string) =>
  model.entity('approvals.request')
    ? ({ to: '/e/$entity/$id', params: { entity: 'approvals.request', id } } as const)
    : model.report('approvals.mine')
      ? ({ to: '/s/$desk', params: { desk: 'approvals' }, search: { with: { request: id } } } as const)
      : undefined;

/** Once something waits for approval nothing of it is left to enter: `done` gives it up, and its request is gone to. */
export function useAskedFor(error: ApiError | null, done: () => void): void {
  const model = useModel();
  const navigate = useNavigate();
  const newest = useRef({ done, navigate });
  newest.current = { done, navigate };
  useEffect(() => {
    const request = requestIn(error);
    const page = request && requestPage(model, request);
    if (!error || !page) return;
    newest.current.done();
    notifications.show({ message: error.message, color: 'blue', autoClose: 10_000 });
    void newest.current.navigate(page);
  }, [error, model]);
}
