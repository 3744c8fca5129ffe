import { useNavigate, useRouter } from '@tanstack/react-router';
import { type OperationMeta, useModel } from '../api/meta.ts';

/** Goes back to where one came from; who opened the address itself comes to the list of what the operation is about, or home. */
export function useLeave(operation: OperationMeta): () => void {
  const model = useModel();
  const router = useRouter();
  const navigate = useNavigate();
  const [module, action = ''] = operation.name.split('.');
  const list = operation.on?.entity ?? model.anyEntity(`${module}.${action.replace(/^[a-z]+_/, '')}`)?.name;
  return () => {
    if (router.history.canGoBack()) router.history.back();
    else if (list) void navigate({ to: '/e/$entity', params: { entity: list } });
    else void navigate({ to: '/' });
  };
}
