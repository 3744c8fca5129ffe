import IconChevronDown from 'icon:chevron-down';
import IconChevronRight from 'icon:chevron-right';
import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Failure, Loading } from '../../kit/page.tsx';
import { humanise } from '../../values/format.ts';
import { valueText } from '../../values/value-text.ts';
import { type CostNode, type CostPart, costTree } from './cost-tree.ts';

const OPEN_LEVELS = 2;

/** Why a move cost what it cost: a tree down to receipts, bills, landed costs and corrections. */
export function Explained({ move }: { move: string }) {
  const { t } = useTranslation('screens');
  const found = useQuery(reportQuery('inventory.explain_cost', { move }));
  const tree = useMemo(() => costTree(found.data?.rows ?? []), [found.data]);
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading rows={3} />;
  const notes = found.data.notes ?? [];
  return (
    <>
      {notes.length > 0 ? (
        <List size="sm" c="dimmed">
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      ) : null}
      <ul className="cost-tree" aria-label={t('costs.tree')}>
        {tree.map((node, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and keep their order
          <Part key={index} node={node} level={0} />
        ))}
      </ul>
    </>
  );
}

function Part({ node: { row, parts }, level }: { node: CostNode; level: number }) {
  const { t } = useTranslation('screens');
  const [open, setOpen] = useState(level < OPEN_LEVELS);
  const what = humanise(String(row.what ?? ''));
  return (
    <li>
      <div className="cost-part">
        {parts.length > 0 ? (
          <button
            type="button"
            className="cost-toggle"
            aria-expanded={open}
            aria-label={t(open ? 'costs.less' : 'costs.more', { what })}
            onClick={() => setOpen((old) => !old)}
          >
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </button>
        ) : (
          <span className="cost-toggle" />
        )}
        <div className="desk-row-main">
          <Text size="sm" component="div">
            <Named row={row} what={what} />
          </Text>
          <Figures row={row} />
        </div>
        <Amount row={row} />
      </div>
      {open && parts.length > 0 ? (
        <ul>
          {parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and keep their order
            <Part key={index} node={part} level={level + 1} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** What the part is, leading to its document, else to its move. */
function Named({ row, what }: { row: CostPart; what: string }): ReactNode {
  const model = useModel();
  const [entity, id] = [String(row.sourceEntity ?? ''), row.sourceId ?? undefined];
  const source = model.anyEntity(entity);
  if (source && id)
    return (
      <TextLink to="/e/$entity/$id" params={{ entity, id: String(id) }}>
        {[what, source.label.toLowerCase()].join(' · ')}
      </TextLink>
    );
  if (row.moveId && model.entity('inventory.move'))
    return (
      <TextLink to="/e/$entity/$id" params={{ entity: 'inventory.move', id: String(row.moveId) }}>
        {what}
      </TextLink>
    );
  return what;
}

function Figures({ row }: { row: CostPart }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const columns = model.columns('inventory.explain_cost');
  const text = (name: keyof CostPart) => (columns[name] ? valueText(model, columns[name], row[name], row) : '');
  const parts = [
    text('effectiveOn'),
    text('quantity') && text('unitCost')
      ? t('costs.times', { quantity: text('quantity'), unitCost: text('unitCost') })
      : text('quantity'),
  ].filter(Boolean);
  return parts.length > 0 ? (
    <Text size="xs" c="dimmed">
      {parts.join(' · ')}
    </Text>
  ) : null;
}

function Amount({ row }: { row: CostPart }) {
  const model = useModel();
  const column = model.columns('inventory.explain_cost').valueMinor;
  const text = column ? valueText(model, column, row.valueMinor, row) : '';
  return (
    <Text size="sm" fw={600} className={text.startsWith('-') ? 'figure negative' : 'figure'}>
      {text}
    </Text>
  );
}
