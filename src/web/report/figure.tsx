import type { ReactNode } from 'react';
import { type ReportColumn, type Row, useModel } from '../api/meta.ts';
import { TextLink } from '../kit/link.tsx';
import { Value } from '../kit/value.tsx';
import { drillTarget } from './drill.ts';
import { toRead } from './to-read.ts';

/** A value of a report; it leads to what is behind it, for those who may see that. */
export function Figure({
  name,
  column,
  row,
  params,
}: {
  name: string;
  column: ReportColumn;
  row: Row;
  params: Row;
}): ReactNode {
  const model = useModel();
  const target = drillTarget(column.drill, row, params);
  const shown = <Value field={column} name={name} row={toRead(model, column, name, row)} link={!target} />;
  if (!target || row[name] === null || row[name] === undefined || row[name] === '') return shown;
  if ('entity' in target)
    return model.anyEntity(target.entity) ? (
      <TextLink to="/e/$entity/$id" params={{ entity: target.entity, id: target.id }} inherit>
        {shown}
      </TextLink>
    ) : (
      shown
    );
  if ('list' in target)
    return model.anyEntity(target.list) ? (
      <TextLink to="/e/$entity" params={{ entity: target.list }} search={{ filter: target.filter }} inherit>
        {shown}
      </TextLink>
    ) : (
      shown
    );
  return model.anyReport(target.report) ? (
    <TextLink to="/r/$report" params={{ report: target.report }} search={{ params: target.params }} inherit>
      {shown}
    </TextLink>
  ) : (
    shown
  );
}
