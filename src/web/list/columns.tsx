import IconColumns3 from 'icon:columns-3';
import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { EntityMeta } from '../api/meta.ts';

/** The columns of a list, as this person left them on this device. */
export function useColumns(entity: EntityMeta): [readonly string[], (columns: string[]) => void] {
  const [stored, setStored] = useLocalStorage<string[] | null>({
    key: `countinghouse.columns.${entity.name}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const known = stored?.filter((name) => name in entity.fields);
  return [known && known.length > 0 ? known : entity.list, setStored];
}

export function ColumnChooser({
  entity,
  columns,
  onChange,
}: {
  entity: EntityMeta;
  columns: readonly string[];
  onChange: (columns: string[]) => void;
}) {
  const { t } = useTranslation();
  const names = Object.keys(entity.fields);
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} />} ml="auto">
          {t('list.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={340} type="auto">
          <Checkbox.Group
            value={[...columns]}
            onChange={(chosen) => onChange(names.filter((name) => chosen.includes(name)))}
          >
            <Stack gap={6}>
              {names.map((name) => (
                <Checkbox key={name} size="sm" value={name} label={entity.fields[name]!.label} />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
