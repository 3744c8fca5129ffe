import IconDots from 'icon:dots';
import IconPencil from 'icon:pencil';
import IconPrinter from 'icon:printer';
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Model, type OperationMeta, type Row, useModel } from '../api/meta.ts';
import { titleOf } from '../api/queries.ts';
import { madeRecord } from '../form/made-record.ts';
import { ShownOnce } from '../form/operation-page.tsx';
import { Preview } from '../form/preview.tsx';
import { SchemaForm } from '../form/schema-form.tsx';
import { Totals } from '../form/totals.tsx';
import { useAnyOperation } from '../form/use-operation.ts';
import { Dialog } from '../kit/dialog.tsx';
import { operationScreens, recordForms } from '../screens/registry.ts';
import { useNext } from '../screens/use-next.ts';
import { doneText } from '../values/done-text.ts';
import { changesOf, cleanInput, type FieldSpec, initialValues, isVersion, operationFields } from '../values/fields.ts';
import { kindName, recordName } from '../values/record-name.ts';
import { updateName } from './edit-form.tsx';
import { isOwn, offered } from './offered.ts';
import { PrintPeriod, printPath } from './print-period.tsx';

const DANGER = /\.(cancel|void|disable|revoke|delete|reject|write_off)/;
/** What moves work on, in the order of a document's life, stands before what changes it. */
const FORWARD =
  'submit send confirm correct release enter approve award order ship deliver receive payment pay invoice record pick reserve close'.split(
    ' ',
  );
const AT_ONCE = 3;

/** What can be done to a record as it stands: the operations on it that its state allows, the first ones as buttons. */
export function RecordActions({ entity, row, onEdit }: { entity: EntityMeta; row: Row; onEdit: () => void }) {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const [running, setRunning] = useState<OperationMeta>();
  /** In a dialog, unless the operation has a screen of its own. */
  const run = (item: OperationMeta) =>
    item.name in operationScreens && item.on
      ? void navigate({
          ...{ to: '/do/$operation', params: { operation: item.name } },
          search: { with: { [item.on.field]: String(row.id) } },
        })
      : setRunning(item);
  const possible = entity.operations
    .flatMap((name) => model.anyOperation(name) ?? [])
    .filter((item) => item.name !== updateName(entity) && offered(item.on, entity, row));
  const { steps } = useNext(entity, row);
  const archive = possible.find((item) => item.name === entity.name.replace('.', '.archive_'));
  const own = (item: OperationMeta) => isOwn(item.on, row, model.user.id);
  const others = possible
    .filter((item) => item !== archive)
    .sort((a, b) => Number(own(a)) - Number(own(b)) || likelihood(a) - likelihood(b));
  const editable = entity.writable && model.anyOperation(updateName(entity)) !== undefined;
  // Master data is changed seldom: where something is begun with it, that is what people come for.
  const atOnce = entity.writable && steps.length > 0 ? 0 : AT_ONCE;
  const rest = [...others.slice(atOnce), ...(archive ? [archive] : [])];
  const label = (item: OperationMeta) =>
    item === archive ? (row.active === false ? t('record.restore') : t('record.archive')) : item.label;
  return (
    <>
      {steps.map(({ operation, label, given }, index) => (
        <Button
          key={operation.name}
          variant={index === 0 ? 'filled' : 'default'}
          onClick={() =>
            void navigate({ to: '/do/$operation', params: { operation: operation.name }, search: { with: given } })
          }
        >
          {label}
        </Button>
      ))}
      {others.slice(0, atOnce).map((item, index) => (
        <Button
          key={item.name}
          variant={index === 0 && steps.length === 0 && !DANGER.test(item.name) && !own(item) ? 'filled' : 'default'}
          disabled={own(item)}
          title={own(item) ? t('record.notOwn') : undefined}
          onClick={() => run(item)}
        >
          {item.label}
        </Button>
      ))}
      {editable ? (
        <Button
          variant={others.length + steps.length === 0 ? 'filled' : 'default'}
          leftSection={<IconPencil size={16} />}
          onClick={onEdit}
        >
          {t('record.edit')}
        </Button>
      ) : null}
      {entity.printed
        .filter(({ on }) => offered(on, entity, row))
        .map((item) =>
          item.period ? (
            <PrintPeriod key={item.name} item={item} id={String(row.id)} />
          ) : (
            <Button
              key={item.name}
              component="a"
              href={printPath(item.name, String(row.id), model.company.id)}
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconPrinter size={16} />}
            >
              {item.label === entity.label ? kindName(model, entity, row) : item.label}
            </Button>
          ),
        )}
      {rest.length > 0 ? (
        <Menu shadow="md" position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={10} aria-label={t('record.actions')}>
              <IconDots size={18} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((item) => (
              <Menu.Item
                key={item.name}
                color={DANGER.test(item.name) ? 'red' : undefined}
                disabled={own(item)}
                title={own(item) ? t('record.notOwn') : undefined}
                onClick={() => run(item)}
              >
                {label(item)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {running ? (
        <ActionDialog
          key={running.name}
          operation={running}
          title={label(running)}
          row={row}
          given={running === archive ? { active: row.active === false } : NOTHING}
          onClose={() => setRunning(undefined)}
        />
      ) : null}
    </>
  );
}

function likelihood({ name }: OperationMeta): number {
  if (DANGER.test(name)) return FORWARD.length + 1;
  const place = FORWARD.indexOf(name.split('.')[1]!.split('_')[0]!);
  return place < 0 ? FORWARD.length : place;
}

const NOTHING: Row = {};

interface DialogProps {
  readonly operation: OperationMeta;
  readonly title: string;
  readonly row: Row;
  readonly given: Row;
  readonly onClose: () => void;
}

/** Asks what an operation still needs to know; without questions it only asks whether. */
function ActionDialog({ operation, title, row, given, onClose }: DialogProps) {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const { idle, send, sending, error, issues } = useAnyOperation(operation);
  const [once, setOnce] = useState<Row>();
  const [previewed, setPreviewed] = useState<Row>();
  const target = operation.on!.field;
  const all = useMemo(() => operationFields(model, operation), [model, operation]);
  const fields = useMemo(
    () =>
      all
        .filter((field) => field.name !== target && !(field.name in given))
        .map((field) => ofRecord(field, operation.on!.entity, row, model)),
    [all, target, given, operation, row, model],
  );
  const many = all.find((field) => field.name === target)?.type === 'list';
  const prepare = recordForms[operation.name];
  const [start] = useState(() => ({
    ...initialValues(fields, model.company.today),
    ...sameNamed(fields, row),
    ...prepare?.(row),
  }));
  const inputOf = (values: Row): Row => ({
    ...cleanInput(fields, fields.some(isVersion) ? changesOf(fields, start, values) : values),
    ...given,
    [target]: many ? [row.id] : row.id,
  });
  const submit = async (values: Row) => {
    const sent = await send(inputOf(values));
    if (!sent) return false;
    const of = model.anyEntity(operation.on!.entity)!;
    const named = `${kindName(model, of, row)} ${recordName(model, of, row)}`;
    const said = doneText({ name: operation.name, label: title }, named);
    notifications.show({ message: said ?? t('record.done', { label: title, record: named }), color: 'teal' });
    const secrets = operation.secret.filter((name) => typeof sent.output[name] === 'string');
    if (secrets.length > 0) {
      setOnce(Object.fromEntries(secrets.map((name) => [name, sent.output[name]])));
      return true;
    }
    onClose();
    const made = madeRecord(model, operation, sent.output);
    if (made && made.id !== row.id) setTimeout(() => void navigate({ to: '/e/$entity/$id', params: made }));
    return true;
  };
  const wide = operation.preview || fields.some((field) => field.type === 'lines');
  return (
    <Dialog
      onClose={onClose}
      title={t('record.dialogTitle', { what: title, record: titleOf(model.anyEntity(operation.on!.entity)!, row) })}
      size={wide ? '80rem' : 'lg'}
    >
      {(leave) =>
        once ? (
          <ShownOnce values={once} onDone={onClose} />
        ) : (
          <>
            <p className="details">{operation.about}</p>
            <SchemaForm
              fields={fields}
              initial={start}
              submit={title}
              sending={sending}
              error={error}
              issues={issues}
              onSubmit={submit}
              foot={(values) => <Totals idle={idle} operation={operation} fields={all} input={inputOf(values)} />}
              onCancel={leave}
              onPreview={operation.preview ? (values) => setPreviewed(inputOf(values)) : undefined}
              danger={DANGER.test(operation.name)}
              record={String(row.id)}
            />
            {previewed ? <Preview operation={operation} input={previewed} /> : null}
          </>
        )
      }
    </Dialog>
  );
}

/** Pickers of what belongs to the record offer only what belongs to it. */
function ofRecord(field: FieldSpec, on: string, row: Row, model: Model): FieldSpec {
  const child = model.anyEntity(on)?.children.find(({ entity }) => entity === (field.item ?? field).entity);
  const filter = child && { ...(field.item ?? field).filter, [child.field]: row.id };
  return {
    ...field,
    ...(filter ? (field.item ? { item: { ...field.item, filter } } : { filter }) : {}),
    ...(field.fields ? { fields: field.fields.map((inner) => ofRecord(inner, on, row, model)) } : {}),
  };
}

/** Inputs that bear the name of a field of the record begin with its value (a version, a reference, a day). */
const sameNamed = (fields: readonly FieldSpec[], row: Row): Row =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = row[field.name] ?? (field.type === 'reference' ? row[`${field.name}Id`] : undefined);
      return value === undefined || value === null || typeof value === 'object' ? [] : [[field.name, value]];
    }),
  );
