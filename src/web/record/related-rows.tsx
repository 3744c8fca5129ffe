import { Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Related, useModel } from '../api/meta.ts';
import { anyListQuery } from '../api/queries.ts';
import { TextLink } from '../kit/link.tsx';
import { Failure, Loading } from '../kit/page.tsx';
import { usePhone } from '../kit/use-phone.ts';
import { RowCards } from '../list/row-cards.tsx';
import { RowTable } from '../list/row-table.tsx';

/** Records that refer to this one: lines of a document, or other documents. */
export function RelatedRows({ of, id, bare = false }: { of: Related; id: string; bare?: boolean }) {
  const { t } = useTranslation();
  const entity = useModel().anyEntity(of.entity);
  const phone = usePhone();
  const Rows = phone ? RowCards : RowTable;
  const known = entity !== undefined && of.field in entity.fields;
  const found = useQuery({ ...anyListQuery(of.entity, { filter: { [of.field]: id }, size: 100 }), enabled: known });
  if (!entity || !known) return null;
  const first = (of.first ?? []).filter((name) => name in entity.fields);
  const columns = [...new Set([...first, ...entity.list])].filter((name) => name !== of.field);
  const body = found.isError ? (
    <Failure error={found.error} />
  ) : found.isPending ? (
    <Loading rows={3} />
  ) : found.data.rows.length === 0 ? (
    <Text size="sm" c="dimmed">
      {t('record.noChildren')}
    </Text>
  ) : (
    <Rows entity={entity} columns={columns} rows={found.data.rows} {...(phone ? { most: columns.length } : {})} />
  );
  const all = found.data?.more ? (
    <TextLink to="/e/$entity" params={{ entity: of.entity }} search={{ filter: { [of.field]: id } }} size="sm">
      {t('record.seeAll')}
    </TextLink>
  ) : null;
  if (bare)
    return (
      <>
        {body}
        {all}
      </>
    );
  return (
    <Paper withBorder p="md" radius="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          {of.label}
        </Title>
        {all}
      </Group>
      {body}
    </Paper>
  );
}
