import { Badge, Box, Grid, Paper, Stack, Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/http.ts';
import { type EntityMeta, type Row, useModel } from '../api/meta.ts';
import { anyRecordQuery } from '../api/queries.ts';
import { NotFound } from '../app/not-found.tsx';
import { TextLink } from '../kit/link.tsx';
import { Failure, Loading, Page } from '../kit/page.tsx';
import { StateBadge } from '../kit/state-badge.tsx';
import { Value } from '../kit/value.tsx';
import { recordHeads, recordParts, recordScreens } from '../screens/registry.ts';
import { useNext } from '../screens/use-next.ts';
import { kindName, recordName } from '../values/record-name.ts';
import { RecordActions } from './actions.tsx';
import { EditForm } from './edit-form.tsx';
import { Files } from './files.tsx';
import { offered } from './offered.ts';
import { RelatedRows } from './related-rows.tsx';
import { Timeline } from './timeline.tsx';

/** Widths of the page without its navigation. */
const BREAKPOINTS = { xs: '480px', sm: '640px', md: '768px', lg: '880px', xl: '1240px' };

const route = getRouteApi('/e/$entity/$id');

export default function RecordPage() {
  const { entity: name, id } = route.useParams();
  const entity = useModel().anyEntity(name);
  return entity ? (
    <Record key={`${name}/${id}`} entity={entity} id={id} />
  ) : (
    <NotFound asked={{ kind: 'entity', name }} />
  );
}

function Record({ entity, id }: { entity: EntityMeta; id: string }) {
  const { t } = useTranslation();
  const model = useModel();
  const [editing, setEditing] = useState(false);
  const found = useQuery(anyRecordQuery(entity.name, id));
  const next = useNext(entity, found.data ?? NOTHING);
  if (found.error instanceof ApiError && found.error.status === 404) return <NotFound />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const row = found.data;
  const title = recordName(model, entity, row) || entity.label;
  const state = entity.state ? row[entity.state] : undefined;
  const [Screen, Part] = [recordScreens[entity.name], recordParts[entity.name]];
  const Head = recordHeads[entity.name];
  const related = Screen ? [] : [...entity.children];
  // Tables of lines need the whole width; what happened stands beside them only where there is much of it.
  const beside = related.length + entity.links.length > 0 ? 'xl' : 'lg';
  return (
    <Page
      about={editing ? undefined : next.text}
      title={
        entity.title === entity.key || /^\D{0,5}\d/.test(title) ? `${kindName(model, entity, row)} ${title}` : title
      }
      crumbs={
        <TextLink to="/e/$entity" params={{ entity: entity.name }} size="sm">
          {entity.plural}
        </TextLink>
      }
      badge={
        <>
          {state === undefined ? null : <StateBadge state={state} />}
          {row.active === false ? (
            <Badge color="gray" variant="light" tt="none">
              {t('record.archived')}
            </Badge>
          ) : null}
        </>
      }
      actions={editing ? null : <RecordActions entity={entity} row={row} onEdit={() => setEditing(true)} />}
    >
      <Grid gap="md" type="container" breakpoints={BREAKPOINTS}>
        <Grid.Col span={{ base: 12, [beside]: 8 }}>
          <Stack gap="md">
            {Head && !editing ? (
              <Suspense fallback={<Loading />}>
                <Head entity={entity} row={row} />
              </Suspense>
            ) : null}
            {Screen ? (
              <Suspense fallback={<Loading />}>
                <Screen entity={entity} row={row} />
              </Suspense>
            ) : (
              <Paper withBorder p="md" radius="md">
                {editing ? (
                  <EditForm entity={entity} row={row} onDone={() => setEditing(false)} />
                ) : (
                  <Fields entity={entity} row={row} details={!Part} />
                )}
              </Paper>
            )}
            {Part && !editing ? (
              <Suspense fallback={<Loading />}>
                <Part entity={entity} row={row} />
              </Suspense>
            ) : null}
            {related.map((child) => (
              <RelatedRows key={`${child.entity}/${child.field}`} of={child} id={id} />
            ))}
            {entity.links.length > 0 ? <Links entity={entity} row={row} id={id} /> : null}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, [beside]: 4 }}>
          <Stack gap="md">
            {entity.key || entity.state ? <Files entity={entity.name} id={id} /> : null}
            <Paper withBorder p="md" radius="md">
              <Title order={2} size="h5" mb="sm">
                {t('record.timeline')}
              </Title>
              <Timeline entity={entity} id={id} />
            </Paper>
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

const NOTHING: Row = {};

/** The fields that say something; `details`: with what is kept as it was entered, where nothing else on the page says it in words. */
function Fields({ entity, row, details }: { entity: EntityMeta; row: Row; details: boolean }) {
  // The kind of what a reference leads to is said with it.
  const kinds = new Set(Object.values(entity.fields).map(({ kindIn }) => kindIn));
  // Nor is a name said again that a reference bears.
  const named = new Set(Object.keys(entity.fields).map((name) => row[`${name}Title`]));
  const shown = Object.entries(entity.fields).filter(
    ([name, field]) =>
      !(field.type === 'text' && named.has(row[name])) &&
      name !== entity.state &&
      !kinds.has(name) &&
      !field.hidden &&
      (details || field.type !== 'json') &&
      row[name] !== null &&
      row[name] !== undefined &&
      row[name] !== '' &&
      !(field.type === 'flag' && row[name] === false && name !== 'active'),
  );
  return (
    <dl className="fields">
      {shown.map(([name, field]) => (
        <div key={name} className={field.type === 'note' || field.type === 'json' ? 'wide' : undefined}>
          <dt title={field.help}>{field.label}</dt>
          <dd>
            <Value field={field} name={name} row={row} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Documents that belong together with this one, a tab each. */
function Links({ entity, row, id }: { entity: EntityMeta; row: Row; id: string }) {
  const { t } = useTranslation();
  const model = useModel();
  const links = entity.links.filter((link) => model.anyEntity(link.entity) && offered(link, entity, row));
  if (links.length === 0) return null;
  return (
    <Paper withBorder p="md" radius="md">
      <Title order={2} size="h5" mb="xs">
        {t('record.links')}
      </Title>
      <Tabs defaultValue="0" keepMounted={false}>
        <Tabs.List>
          {links.map((link, index) => (
            <Tabs.Tab key={`${link.entity}/${link.field}`} value={String(index)}>
              {link.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {links.map((link, index) => (
          <Tabs.Panel key={`${link.entity}/${link.field}`} value={String(index)} pt="sm">
            <Box>
              <RelatedRows of={link} id={id} bare />
            </Box>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Paper>
  );
}
