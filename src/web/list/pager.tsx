import IconChevronLeft from 'icon:chevron-left';
import IconChevronRight from 'icon:chevron-right';
import { ActionIcon, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { groupDigits } from '../values/format.ts';

interface PagerProps {
  readonly page: number;
  readonly size: number;
  readonly shown: number;
  readonly more: boolean;
  readonly total?: number;
  readonly onPage: (page: number) => void;
}

export function Pager({ page, size, shown, more, total, onPage }: PagerProps) {
  const { t } = useTranslation();
  const from = (page - 1) * size + 1;
  const figures = {
    from: groupDigits(String(from)),
    to: groupDigits(String(from + shown - 1)),
    total: groupDigits(String(total ?? '')),
  };
  return (
    <Group justify="space-between" component="nav" aria-label={t('list.page', { page })}>
      <Text size="sm" c="dimmed" className="nav-count" role="status">
        {total === undefined ? t('list.rangeMore', figures) : t('list.range', figures)}
      </Text>
      <Group gap="xs">
        <ActionIcon
          variant="default"
          disabled={page <= 1}
          onClick={() => onPage(page - 1)}
          aria-label={t('list.previous')}
        >
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Text size="sm" className="nav-count">
          {page}
        </Text>
        <ActionIcon variant="default" disabled={!more} onClick={() => onPage(page + 1)} aria-label={t('list.next')}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
