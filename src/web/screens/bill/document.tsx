import IconUpload from 'icon:upload';
import { Alert, Anchor, Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { fileAddress, TAKEN, type Uploaded, uploadFile } from '../../files/upload.ts';

interface DocumentProps {
  readonly file: Uploaded | undefined;
  readonly onFile: (file: Uploaded | undefined) => void;
}

/** The supplier's paper, kept on the server as soon as it is chosen, and shown beside what is entered from it. */
export function Document({ file, onFile }: DocumentProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const take = async (chosen: File | null | undefined) => {
    if (!chosen) return;
    setSending(true);
    setTrouble(undefined);
    try {
      onFile(await uploadFile(chosen));
    } catch (error) {
      setTrouble((error as Error).message);
    } finally {
      setSending(false);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const button = (label: string) => (
    <FileButton onChange={(chosen) => void take(chosen)} accept={TAKEN.join(',')}>
      {(props) => (
        <Button {...props} variant="default" size="sm" loading={sending} leftSection={<IconUpload size={16} />}>
          {label}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Paper
      withBorder
      p="md"
      radius="md"
      component="section"
      aria-label={t('bill.document')}
      className="bill-document"
      onDrop={onDrop}
      onDragOver={(event: DragEvent) => event.preventDefault()}
    >
      {trouble ? (
        <Alert color="red" role="alert" mb="sm">
          {trouble}
        </Alert>
      ) : null}
      {file ? (
        <Stack gap="sm" h="100%">
          <Group justify="space-between" gap="sm">
            <Text size="sm" fw={600} className="desk-row-main">
              {file.name}
            </Text>
            {button(t('bill.otherFile'))}
          </Group>
          {file.known ? (
            <Text size="sm" c="orange" role="status">
              {t('bill.knownFile')}
            </Text>
          ) : null}
          {file.mediaType === 'application/pdf' ? (
            <>
              <Anchor
                href={fileAddress(file.file, model.company.id)}
                target="_blank"
                rel="noreferrer"
                size="sm"
                hiddenFrom="lg"
              >
                {t('bill.openFile')}
              </Anchor>
              <iframe src={fileAddress(file.file, model.company.id)} title={t('bill.picture')} className="bill-paper" />
            </>
          ) : (
            <img src={fileAddress(file.file, model.company.id)} alt={t('bill.picture')} className="bill-picture" />
          )}
        </Stack>
      ) : (
        <Stack align="center" justify="center" gap="sm" className="bill-drop">
          <Text fw={600}>{t('bill.drop')}</Text>
          <Text size="sm" c="dimmed" ta="center">
            {t('bill.dropText')}
          </Text>
          {button(t('bill.chooseFile'))}
        </Stack>
      )}
    </Paper>
  );
}
