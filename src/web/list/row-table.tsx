import IconArrowDown from 'icon:arrow-down';
import IconArrowUp from 'icon:arrow-up';
import { Link, useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityMeta, FieldType, Row } from '../api/meta.ts';
import { Value } from '../kit/value.tsx';
import { RIGHT_ALIGNED } from '../values/format.ts';

interface RowTableProps {
  readonly entity: EntityMeta;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
}

/** Records as a table. A click anywhere on a row opens it; its first cell is the link for the keyboard. */
export function RowTable({ entity, columns, rows, sort, onSort }: RowTableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = (event: MouseEvent, id: string) => {
    if ((event.target as HTMLElement).closest('a, button') || window.getSelection()?.toString()) return;
    void navigate({ to: '/e/$entity/$id', params: { entity: entity.name, id } });
  };
  const linked = columns.includes(entity.title)
    ? entity.title
    : (columns.find((name) => entity.fields[name]?.type !== 'reference') ?? columns[0]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="scroll" tabIndex={0} aria-label={t('list.table', { what: entity.plural })}>
      <table className="data">
        <thead>
          <tr>
            {columns.map((name) => (
              <Head key={name} entity={entity} name={name} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row.id)} className="go" onClick={(event) => open(event, String(row.id))} onKeyDown={walk}>
              {columns.map((name) => {
                const field = entity.fields[name]!;
                const shown = <Value field={field} name={name} row={row} link={name !== linked} />;
                return (
                  <td key={name} className={cellClass(field.type)}>
                    {name === linked ? (
                      <Link
                        to="/e/$entity/$id"
                        params={{ entity: entity.name, id: String(row.id) }}
                        className="row-link"
                      >
                        {row[name] === null || row[name] === ''
                          ? t('list.open', { what: entity.label.toLowerCase() })
                          : shown}
                      </Link>
                    ) : (
                      shown
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const cellClass = (type: FieldType): string | undefined =>
  RIGHT_ALIGNED.has(type) ? 'number' : ['text', 'note', 'json'].includes(type) ? undefined : 'whole';

/** Arrow keys, Home and End go from row to row. */
function walk(event: KeyboardEvent<HTMLTableRowElement>): void {
  const links = [...(event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('.row-link') ?? [])];
  const here = links.findIndex((link) => event.currentTarget.contains(link));
  const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 };
  const next = links[steps[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Head({
  entity,
  name,
  sort,
  onSort,
}: {
  entity: EntityMeta;
  name: string;
  sort?: string;
  onSort?: (sort: string) => void;
}) {
  const field = entity.fields[name]!;
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined;
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={RIGHT_ALIGNED.has(field.type) ? 'number' : undefined}
      title={field.help}
    >
      {onSort && field.type !== 'json' ? (
        <button type="button" className="sort" onClick={() => onSort(direction === 'ascending' ? `-${name}` : name)}>
          {field.label}
          {direction === 'ascending' ? (
            <IconArrowUp size={14} aria-hidden />
          ) : direction ? (
            <IconArrowDown size={14} aria-hidden />
          ) : null}
        </button>
      ) : (
        field.label
      )}
    </th>
  );
}
