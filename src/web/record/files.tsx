import IconPaperclip from 'icon:paperclip';
import { Anchor, Button, FileButton, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { listQuery } from '../api/queries.ts';
import { attachFile, fileAddress, TAKEN, uploadFile } from '../files/upload.ts';
import { formatTime } from '../values/format.ts';

/** PDFs and pictures that belong to the record, and a way to add one. */
export function Files({ entity, id }: { entity: string; id: string }) {
  const { t } = useTranslation();
  const model = useModel();
  const client = useQueryClient();
  const known = model.entity('files.attachment') !== undefined;
  const found = useQuery({
    ...listQuery('files.attachment', { filter: { entity, recordId: id }, size: 100 }),
    enabled: known,
  });
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const rows = found.data?.rows ?? [];
  const may = model.operation('files.attach_file') !== undefined && model.operation('files.upload_file') !== undefined;
  if (!known || (rows.length === 0 && !may)) return null;
  const add = async (file: File | null) => {
    if (!file) return;
    setSending(true);
    setTrouble(undefined);
    try {
      const { file: uploaded } = await uploadFile(file);
      await attachFile(uploaded, entity, id);
      await client.invalidateQueries({ queryKey: ['entity', 'files.attachment'] });
    } catch (error) {
      setTrouble((error as Error).message);
    } finally {
      setSending(false);
    }
  };
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={t('record.files')}>
      <Group justify="space-between" mb={rows.length > 0 || trouble ? 'sm' : 0}>
        <Title order={2} size="h5">
          {t('record.files')}
        </Title>
        {may ? (
          <FileButton onChange={(file) => void add(file)} accept={TAKEN.join(',')}>
            {(props) => (
              <Button
                {...props}
                size="compact-sm"
                variant="default"
                loading={sending}
                leftSection={<IconPaperclip size={15} />}
              >
                {t('record.attach')}
              </Button>
            )}
          </FileButton>
        ) : null}
      </Group>
      {trouble ? (
        <Text size="sm" c="red" role="alert" mb="xs">
          {trouble}
        </Text>
      ) : null}
      <Stack gap={6}>
        {rows.map((row) => (
          <Text key={String(row.id)} size="sm" component="div">
            <Anchor
              inherit
              href={fileAddress(String(row.file), model.company.id)}
              target="_blank"
              rel="noreferrer"
              display="block"
            >
              {String(row.name)}
            </Anchor>
            <Text size="xs" c="dimmed">
              {t('record.byWhen', {
                who: String(row.attachedBy),
                when: formatTime(row.attachedAt, model.company.timeZone),
              })}
            </Text>
          </Text>
        ))}
      </Stack>
    </Paper>
  );
}
