import '@mantine/spotlight/styles.css';
import IconBolt from 'icon:bolt';
import IconChartBar from 'icon:chart-bar';
import IconFile from 'icon:file';
import IconList from 'icon:list';
import IconSearch from 'icon:search';
import IconTool from 'icon:tool';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, useSpotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { type Found, searchQuery } from '../api/queries.ts';
import { SYNONYMS } from '../texts/synonyms.ts';
import { recordName } from '../values/record-name.ts';
import { tellingOf } from '../values/telling.ts';
import { desksOf } from './desks.ts';
import { fitOf } from './palette-search.ts';
import { paletteStore, setQuery, useEnter } from './palette-store.ts';

/** Ctrl-K: any record, list, action or report by a few letters of it. */
export default function Palette() {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const { query: words } = useSpotlight(paletteStore);
  const [asked] = useDebouncedValue(words, 150);
  const found = useQuery(searchQuery(asked));
  const fixed = useMemo((): Group[] => {
    const started = model.navigation.flatMap((wing) => wing.modules.flatMap((module) => module.operations));
    const created = model.operations.filter(
      (item) => /\.create_/.test(item.name) && !item.name.endsWith('_batch') && !item.on,
    );
    const named = [...started, ...STARTED_ANYWHERE].flatMap((name) => model.anyOperation(name) ?? []);
    const operations = [...new Set([...named, ...created])];
    return [
      {
        group: t('app.desks'),
        actions: desksOf(model).map(({ name }) => ({
          id: `desk desk.${name}`,
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
  const records = useMemo(
    (): Group => ({
      group: t('app.records'),
      actions: (words.trim() ? firstOfEach(found.data ?? []) : []).map((item) => {
        const entity = model.anyEntity(item.entity);
        return {
          id: `record ${item.entity} ${item.id}`,
          label: (entity && recordName(model, entity, { [entity.title]: item.title, ...item.row })) || item.label,
          description: [item.label, ...(entity ? tellingOf(model, entity, item.row) : [])].join(' · '),
          leftSection: <IconFile size={16} />,
          onClick: () => void navigate({ to: '/e/$entity/$id', params: { entity: item.entity, id: item.id } }),
        };
      }),
    }),
    [words, found.data, model, navigate, t],
  );
  const shown = useMemo(() => ranked(words, records, fixed), [words, records, fixed]);
  const onKeyDown = useEnter(words, shown, words.length > 1 && (words !== asked || found.isFetching));
  return (
    <Spotlight
      store={paletteStore}
      actions={[records, ...fixed]}
      filter={() => shown}
      query={words}
      onQueryChange={setQuery}
      shortcut={null}
      limit={40}
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      maxHeight={420}
      attributes={{ content: { 'aria-label': t('app.palette') } }}
      nothingFound={found.isFetching ? t('kit.searching') : t('app.paletteEmpty')}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('app.paletteHint'),
        'aria-label': t('app.paletteHint'),
        onKeyDown,
      }}
    />
  );
}

/** Done on a record and looked for by their names as well: their forms offer the records that fit. */
const STARTED_ANYWHERE = ['receivables', 'payables'].flatMap((side) =>
  ['refund', 'write_off', 'match_items'].map((verb) => `${side}.${verb}`),
);

interface Group {
  readonly group: string;
  readonly actions: SpotlightActionData[];
}
type Ranked = SpotlightActionData & { fit: number };

/** What fits best comes first, in its group; records were found by the server and stand behind what is called so. */
function ranked(query: string, records: Group, fixed: readonly Group[]): Group[] {
  const groups = fixed.map(({ group, actions }) => {
    const fitting = actions.flatMap((action): Ranked[] => {
      const fit = fitOf(query, String(action.label), action.description, SYNONYMS[action.id.split(' ')[1]!]);
      return fit === undefined ? [] : [{ ...action, fit }];
    });
    return { group, actions: fitting.sort((a, b) => a.fit - b.fit), fit: Math.min(...fitting.map(({ fit }) => fit)) };
  });
  const all = [...groups, { ...records, fit: 0.5 }].filter(({ actions }) => actions.length > 0);
  return all
    .sort((a, b) => a.fit - b.fit)
    .map(({ group, actions }) => ({
      group,
      actions: actions.map((action) => {
        const { fit: _, ...shown } = action as Ranked;
        return shown;
      }),
    }));
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
