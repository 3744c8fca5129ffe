import IconDownload from 'icon:download';
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { download } from '../api/http.ts';
import type { FileFormat } from '../api/queries.ts';

/** What is shown, whole, as a file. */
export default function ExportMenu({
  path,
  formats = ['xlsx', 'csv'],
}: {
  path: (format: FileFormat) => string;
  formats?: readonly FileFormat[];
}) {
  const { t } = useTranslation();
  const fetchFile = (format: FileFormat) =>
    download(path(format)).catch((error: Error) =>
      notifications.show({ color: 'red', title: t('list.exportFailed'), message: error.message }),
    );
  return (
    <Menu shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('list.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => void fetchFile(format)}>
            {t(`list.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
