import IconDownload from 'icon:download';
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { download } from '../api/http.ts';

/** What is shown, whole, as a file. */
export default function ExportMenu({ path }: { path: (format: 'csv' | 'xlsx') => string }) {
  const { t } = useTranslation();
  const fetchFile = (format: 'csv' | 'xlsx') =>
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
        <Menu.Item onClick={() => void fetchFile('xlsx')}>{t('list.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => void fetchFile('csv')}>{t('list.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
