import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, useModel } from '../api/meta.ts';
import { type Change, type Said, timelineQuery } from '../api/queries.ts';
import { Loading } from '../kit/page.tsx';
import { formatTime } from '../values/format.ts';

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
        <Entry key={`${change.event}/${index}`} change={change} />
      ))}
    </Stack>
  );
}

function Entry({ change }: { change: Change }) {
  const { t } = useTranslation();
  const { company } = useModel();
  return (
    <li>
      <Text size="sm" fw={600}>
        {change.label}
      </Text>
      <Text size="xs" c="dimmed">
        {t('record.byWhen', { who: change.actorName, when: formatTime(change.at, company.timeZone) })}
        {change.through ? ` · ${t('record.via', { via: change.through })}` : ''}
      </Text>
      <Diff changes={change.changes} />
    </li>
  );
}

const MOST = 12;

/** What changed, in the words of the server, which knows what every name and id stands for. */
function Diff({ changes }: { changes: readonly Said[] }) {
  if (changes.length === 0) return null;
  return (
    <table className="diff">
      <tbody>
        {changes.slice(0, MOST).map(({ label, line, was, now }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two values may bear one name
          <tr key={`${label}/${line}/${index}`}>
            <th scope="row">{line === null ? label : `#${line} ${label}`}</th>
            <td>
              {was ? <span className="old">{shortened(was)} </span> : null}
              {now ? shortened(now) : was ? '–' : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
