import '@mantine/spotlight/styles.css';
import IconBolt from 'icon:bolt';
import IconChartBar from 'icon:chart-bar';
import IconFile from 'icon:file';
import IconList from 'icon:list';
import IconSearch from 'icon:search';
import IconTool from 'icon:tool';
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { type Found, searchQuery } from '../api/queries.ts';
import { desksOf } from './desks.ts';

/** Ctrl-K: any record, list, action or report by a few letters of it. */
export default function Palette() {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words, 150);
  const found = useQuery(searchQuery(asked));
  const fixed = useMemo((): SpotlightActionGroupData[] => {
    const started = model.navigation.flatMap((wing) => wing.modules.flatMap((module) => module.operations));
    const created = model.operations.filter(
      (item) => /\.create_/.test(item.name) && !item.name.endsWith('_batch') && !item.on,
    );
    const operations = [...new Set([...started.flatMap((name) => model.operation(name) ?? []), ...created])];
    return [
      {
        group: t('app.desks'),
        actions: desksOf(model).map(({ name }) => ({
          id: `desk ${name}`,
          label: t(`desk.${name}`),
          leftSection: <IconTool size={16} />,
          onClick: () => void navigate({ to: '/s/$desk', params: { desk: name } }),
        })),
      },
      {
        group: t('app.actions'),
        actions: operations.map((item) => ({
          id: `do ${item.name}`,
          label: item.label,
          description: item.about,
          leftSection: <IconBolt size={16} />,
          onClick: () => void navigate({ to: '/do/$operation', params: { operation: item.name } }),
        })),
      },
      {
        group: t('app.lists'),
        actions: model.entities.map((item) => ({
          id: `list ${item.name}`,
          label: item.plural,
          description: item.about,
          leftSection: <IconList size={16} />,
          onClick: () => void navigate({ to: '/e/$entity', params: { entity: item.name } }),
        })),
      },
      {
        group: t('app.reports'),
        actions: model.reports.map((item) => ({
          id: `report ${item.name}`,
          label: item.label,
          description: item.about,
          leftSection: <IconChartBar size={16} />,
          onClick: () => void navigate({ to: '/r/$report', params: { report: item.name } }),
        })),
      },
    ];
  }, [model, navigate, t]);
  const records: SpotlightActionGroupData = {
    group: t('app.records'),
    actions: (words.trim() ? firstOfEach(found.data ?? []) : []).map((item) => ({
      id: `record ${item.entity} ${item.id}`,
      label: item.title,
      keywords: words,
      leftSection: <IconFile size={16} />,
      rightSection: (
        <Text size="xs" c="dimmed">
          {item.label}
        </Text>
      ),
      onClick: () => void navigate({ to: '/e/$entity/$id', params: { entity: item.entity, id: item.id } }),
    })),
  };
  return (
    <Spotlight
      actions={[records, ...fixed]}
      query={words}
      onQueryChange={setWords}
      shortcut={['mod + K']}
      limit={40}
      highlightQuery
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      maxHeight={420}
      attributes={{ content: { 'aria-label': t('app.palette') } }}
      nothingFound={t('app.paletteEmpty')}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('app.paletteHint'),
        'aria-label': t('app.paletteHint'),
      }}
    />
  );
}

const MOST_OF_A_KIND = 3;

/** A few of every kind of record, so that none pushes the others out of sight. */
function firstOfEach(found: readonly Found[]): Found[] {
  const seen = new Map<string, number>();
  return found.filter(({ entity }) => {
    const count = (seen.get(entity) ?? 0) + 1;
    seen.set(entity, count);
    return count <= MOST_OF_A_KIND;
  });
}
