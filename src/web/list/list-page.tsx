import IconPlus from 'icon:plus';
import IconSearch from 'icon:search';
import { Button, Group, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, useModel } from '../api/meta.ts';
import { anyListQuery, type ListQuery, listExportPath } from '../api/queries.ts';
import { NotFound } from '../app/not-found.tsx';
import { TextLink } from '../kit/link.tsx';
import { Empty, Failure, Loading, Page } from '../kit/page.tsx';
import { usePhone } from '../kit/use-phone.ts';
import { listSteps } from '../screens/next-steps.ts';
import { useColumns } from './columns.ts';
import { comesWith, createOperation } from './create-operation.ts';
import { Pager } from './pager.tsx';
import { RowCards } from './row-cards.tsx';
import { RowTable } from './row-table.tsx';

/** The rows come first, what narrows them a moment later. */
const ExportMenu = lazy(() => import('../kit/export-menu.tsx'));
const FilterBar = lazy(() => import('./filter-bar.tsx'));
const ColumnChooser = lazy(() => import('./column-chooser.tsx'));

const route = getRouteApi('/e/$entity');

export default function ListPage() {
  const { entity: name } = route.useParams();
  const entity = useModel().anyEntity(name);
  return entity ? <EntityList key={name} entity={entity} /> : <NotFound asked={{ kind: 'entity', name }} />;
}

const PAGE_ROWS = 50;

function EntityList({ entity }: { entity: EntityMeta }) {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const asked = route.useSearch();
  const phone = usePhone();
  const [columns, setColumns] = useColumns(entity);
  const query: ListQuery = {
    filter: asked.filter ?? {},
    search: asked.search,
    sort: asked.sort,
    page: asked.page ?? 1,
    size: PAGE_ROWS,
    count: true,
  };
  const found = useQuery({ ...anyListQuery(entity.name, query), placeholderData: keepPreviousData });
  const change = (next: Partial<typeof asked>) =>
    void navigate({
      to: '/e/$entity',
      params: { entity: entity.name },
      search: { ...asked, page: undefined, ...next },
      replace: true,
    });
  const create = createOperation(model, entity);
  const what = entity.plural.toLowerCase();
  const narrowed = Boolean(asked.search || asked.filter);
  const createButton = create ? (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/do/$operation', params: { operation: create.name } })}
    >
      {create.label}
    </Button>
  ) : null;
  const origin = create ? undefined : comesWith(model, entity);
  const originLink = origin ? (
    <TextLink to="/e/$entity" params={{ entity: origin.name }} size="sm">
      {t('list.goTo', { plural: origin.plural.toLowerCase() })}
    </TextLink>
  ) : null;
  const rows = found.data?.rows ?? [];
  return (
    <Page
      title={entity.plural}
      about={entity.about}
      actions={
        <>
          <Suspense fallback={<Skeleton h={36} w={110} />}>
            <ExportMenu path={(format) => listExportPath(entity.name, format, { ...query, page: 1, count: false })} />
          </Suspense>
          {(listSteps[entity.name] ?? [])
            .flatMap((name) => model.anyOperation(name) ?? [])
            .map(({ name, label }) => (
              <Button
                key={name}
                variant="default"
                onClick={() => void navigate({ to: '/do/$operation', params: { operation: name } })}
              >
                {label}
              </Button>
            ))}
          {createButton}
        </>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" align="flex-start">
          {entity.search.length > 0 ? (
            <SearchBox
              label={t('list.search', { plural: what })}
              value={asked.search ?? ''}
              onChange={(search) => change({ search: search || undefined })}
            />
          ) : null}
          <Suspense fallback={<Skeleton h={36} w={110} />}>
            <FilterBar
              entity={entity}
              filter={asked.filter ?? {}}
              onChange={(filter) => change({ filter: Object.keys(filter).length > 0 ? filter : undefined })}
            />
            {phone ? null : <ColumnChooser entity={entity} columns={columns} onChange={setColumns} />}
          </Suspense>
        </Group>
        {found.isError ? (
          <Failure error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Loading rows={10} />
        ) : rows.length === 0 ? (
          narrowed ? (
            <Empty
              title={t('list.nothing')}
              text={t('list.nothingText', { plural: what })}
              action={
                <Button variant="light" onClick={() => change({ search: undefined, filter: undefined })}>
                  {t('list.clear')}
                </Button>
              }
            />
          ) : (
            <Empty
              title={t('list.empty', { plural: what })}
              text={
                create
                  ? t('list.emptyNew')
                  : origin
                    ? t('list.emptyWith', { plural: origin.plural.toLowerCase() })
                    : t('list.emptyOther')
              }
              action={createButton ?? originLink}
            />
          )
        ) : phone ? (
          <RowCards entity={entity} columns={columns} rows={rows} />
        ) : (
          <RowTable
            entity={entity}
            columns={columns}
            rows={rows}
            sort={asked.sort ?? entity.order}
            onSort={(sort) => change({ sort })}
          />
        )}
        {rows.length > 0 ? (
          <Pager
            page={asked.page ?? 1}
            size={PAGE_ROWS}
            shown={rows.length}
            more={found.data?.more ?? false}
            total={found.data?.total === undefined ? undefined : Number(found.data.total)}
            onPage={(page) => change({ page: page > 1 ? page : undefined })}
          />
        ) : null}
      </Stack>
    </Page>
  );
}

function SearchBox({ label, value, onChange }: { label: string; value: string; onChange: (words: string) => void }) {
  const [words, setWords] = useState(value);
  const tell = useDebouncedCallback(onChange, 250);
  useEffect(() => setWords(value), [value]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      w={{ base: '100%', xs: 260 }}
      size="sm"
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}
