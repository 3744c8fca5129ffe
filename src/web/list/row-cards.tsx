import { Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type EntityMeta, type Row, useModel } from '../api/meta.ts';
import { Value } from '../kit/value.tsx';
import { recordName } from '../values/record-name.ts';

/** Records on a phone: a card each, its title and state first. */
export function RowCards({
  entity,
  columns,
  rows,
  most = 6,
}: {
  entity: EntityMeta;
  columns: readonly string[];
  rows: readonly Row[];
  /** So many fields of each. */
  most?: number;
}) {
  const model = useModel();
  const rest = shortest(
    columns.filter((name) => name !== entity.title && name !== entity.state),
    (name) => entity.fields[name]?.type === 'money',
    most,
  );
  return (
    <Stack gap="xs">
      {rows.map((row) => (
        <Link
          key={String(row.id)}
          to="/e/$entity/$id"
          params={{ entity: entity.name, id: String(row.id) }}
          className="card-row"
        >
          <Group justify="space-between" wrap="nowrap" align="baseline">
            <Text fw={600} className="report-card-name">
              {recordName(model, entity, row) || entity.label}
            </Text>
            {entity.state ? <Value field={entity.fields[entity.state]!} name={entity.state} row={row} /> : null}
          </Group>
          <dl>
            {rest.map((name) =>
              row[name] === null || row[name] === undefined || row[name] === '' || row[name] === false ? null : (
                <CardField key={name} entity={entity} name={name} row={row} />
              ),
            )}
          </dl>
        </Link>
      ))}
    </Stack>
  );
}

/** As many as there is room for; what a document comes to is always among them. */
function shortest(names: readonly string[], isAmount: (name: string) => boolean, most: number): readonly string[] {
  const amount = names.findIndex(isAmount);
  return amount < most ? names.slice(0, most) : [...names.slice(0, most - 1), names[amount]!];
}

function CardField({ entity, name, row }: { entity: EntityMeta; name: string; row: Row }) {
  const field = entity.fields[name]!;
  return (
    <>
      <dt>{field.label}</dt>
      <dd>
        <Value field={field} name={name} row={row} link={false} />
      </dd>
    </>
  );
}
