import IconColumns3 from 'icon:columns-3';
import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EntityMeta } from '../api/meta.ts';

/** Which fields stand in the list, chosen by whoever looks at it. */
export default function ColumnChooser({
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
