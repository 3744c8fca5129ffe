import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Field, type Row, useModel } from '../api/meta.ts';
import { type Change, timelineQuery } from '../api/queries.ts';
import { Loading } from '../kit/page.tsx';
import { valueText } from '../kit/value.tsx';
import { formatTime, humanise } from '../values/format.ts';
import { linesChanged } from './line-changes.ts';

/** Who did what to a record, newest first, with each value before and after. */
export function Timeline({ entity, id }: { entity: EntityMeta; id: string }) {
  const { t } = useTranslation();
  const found = useQuery(timelineQuery(entity.name, id));
  if (found.isPending) return <Loading rows={3} />;
  const rows = found.data?.rows ?? [];
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('record.timelineEmpty')}
      </Text>
    );
  return (
    <Stack gap="md" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
      {rows.map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event may touch a record more than once
        <Entry key={`${change.event}/${index}`} entity={entity} change={change} />
      ))}
    </Stack>
  );
}

function Entry({ entity, change }: { entity: EntityMeta; change: Change }) {
  const { t } = useTranslation();
  const { company } = useModel();
  return (
    <li>
      <Text size="sm" fw={600}>
        {change.label}
      </Text>
      <Text size="xs" c="dimmed">
        {t('record.byWhen', { who: change.actorName, when: formatTime(change.at, company.timeZone) })}
        {change.via && change.via !== 'http' ? ` · ${t('record.via', { via: change.via })}` : ''}
      </Text>
      <Diff entity={entity} before={change.before} after={change.after} />
    </li>
  );
}

const MOST = 8;
/** An id alone tells nobody anything. */
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function Diff({ entity, before, after }: { entity: EntityMeta; before: Row | null; after: Row | null }) {
  const model = useModel();
  const lines = linesChanged(before?.lines, after?.lines);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) =>
      !(name === 'lines' && lines) &&
      JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null) &&
      !(isEmpty(before?.[name]) && (isEmpty(after?.[name]) || ID.test(String(after?.[name])))),
  );
  if (names.length === 0 && !lines?.length) return null;
  const show = (name: string, value: unknown) => {
    const field: Pick<Field, 'type' | 'currency'> = entity.fields[name] ?? {
      type: /Minor$/.test(name) ? 'money' : typeof value === 'object' ? 'json' : 'text',
    };
    const text = valueText(model, field, value, after ?? before ?? undefined);
    return ID.test(text) ? `${text.slice(0, 8)}…` : text.length > 120 ? `${text.slice(0, 120)}…` : text;
  };
  return (
    <table className="diff">
      <tbody>
        {names.slice(0, MOST).map((name) => (
          <tr key={name}>
            <th scope="row">{entity.fields[name]?.label ?? humanise(name)}</th>
            <td>
              {before?.[name] !== undefined && before?.[name] !== null ? (
                <span className="old">{show(name, before[name])} </span>
              ) : null}
              {show(name, after?.[name])}
            </td>
          </tr>
        ))}
        {lines?.map(({ line, name, was, now }) => (
          <tr key={`${line}/${name}`}>
            <th scope="row">{`#${line} ${humanise(name)}`}</th>
            <td>
              {was == null || was === '' ? null : <span className="old">{show(name, was)} </span>}
              {show(name, now)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
