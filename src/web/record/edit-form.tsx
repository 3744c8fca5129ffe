import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Row, useModel } from '../api/meta.ts';
import { draftName } from '../form/draft.ts';
import { SchemaForm } from '../form/schema-form.tsx';
import { useAnyOperation } from '../form/use-operation.ts';
import { operationFields } from '../values/fields.ts';

/** Plain master data, edited in place. Only what was changed is sent. */
export function EditForm({ entity, row, onDone }: { entity: EntityMeta; row: Row; onDone: () => void }) {
  const { t } = useTranslation();
  const model = useModel();
  const operation = model.anyOperation(updateName(entity));
  const fields = useMemo(() => (operation ? operationFields(model, operation) : []), [model, operation]);
  const { send, sending, error, issues } = useAnyOperation(operation);
  const own = new Map([...issues].map(([path, message]) => [path.replace(/^changes\./, ''), message]));
  const initial = Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? undefined]));
  return (
    <SchemaForm
      fields={fields}
      initial={initial}
      submit={t('record.save')}
      sending={sending}
      error={error}
      issues={own}
      draft={operation && draftName(operation, { id: row.id })}
      onCancel={(changed, drop) => {
        if (changed && !window.confirm(t('form.drop'))) return;
        if (changed) drop();
        onDone();
      }}
      onSubmit={async (values) => {
        const sent = await send({ id: row.id, changes: changesOf(initial, values) });
        if (!sent) return false;
        notifications.show({ message: t('record.saved'), color: 'teal' });
        onDone();
        return true;
      }}
    />
  );
}

export const updateName = (entity: EntityMeta): string => entity.name.replace('.', '.update_');

const changesOf = (before: Row, after: Row): Row =>
  Object.fromEntries(
    Object.keys(after)
      .filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
      .map((name) => [name, after[name] ?? null]),
  );
