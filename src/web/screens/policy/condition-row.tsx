import { Button, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { RoleInput } from '../../form/role-input.tsx';
import { DayInput } from '../../kit/day-input.tsx';
import { NumberText } from '../../kit/number-input.tsx';
import { ReferenceInput } from '../../kit/reference-input.tsx';
import { type Condition, comparisonsOf, type Fact, partiesOf } from './policy.ts';

interface ConditionRowProps {
  readonly autoFocus: boolean;
  readonly facts: readonly Fact[];
  readonly value: Condition;
  readonly onChange: (next: Condition) => void;
  readonly onRemove: () => void;
}

/** A fact, how it compares, and a value of the fact's own kind. */
export function ConditionRow({ autoFocus, facts, value, onChange, onRemove }: ConditionRowProps) {
  const { t } = useTranslation('screens');
  const fact = facts.find(({ name }) => name === value.field);
  const comparisons = comparisonsOf(fact);
  const choose = (field: string) => {
    const next = facts.find(({ name }) => name === field);
    onChange({ ...value, field, is: comparisonsOf(next)[0]!, value: next?.type === 'flag' ? 'true' : '' });
  };
  return (
    <Group align="end" gap="sm" grow preventGrowOverflow={false}>
      <Select
        autoFocus={autoFocus}
        label={t('policy.fact')}
        value={value.field}
        onChange={(next) => next && choose(next)}
        data={facts.map(({ name, label }) => ({ value: name, label }))}
        allowDeselect={false}
      />
      <Select
        label={t('policy.compares')}
        value={value.is}
        onChange={(next) => next && onChange({ ...value, is: next })}
        data={comparisons.map((one) => ({ value: one, label: t(`policy.is.${one}` as 'policy.is.is') }))}
        allowDeselect={false}
      />
      <ValueInput
        key={`${value.field} ${value.is}`}
        fact={fact}
        several={value.is === 'one_of'}
        value={value.value}
        onChange={(next) => onChange({ ...value, value: next })}
      />
      <Button variant="subtle" color="gray" size="xs" onClick={onRemove} style={{ flexGrow: 0 }}>
        {t('policy.remove')}
      </Button>
    </Group>
  );
}

function ValueInput({
  fact,
  several,
  value,
  onChange,
}: {
  fact: Fact | undefined;
  several: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('screens');
  const { company } = useModel();
  const common = { label: t('policy.value') };
  const set = (next: unknown) => onChange(String(next ?? ''));
  const parties = partiesOf(fact);
  if (parties && !several) return <PartyName {...common} filter={parties} value={value} onChange={onChange} />;
  switch (fact?.type) {
    case 'money':
      return <NumberText {...common} value={value} onChange={set} unit={company.currency} />;
    case 'percent':
      return <NumberText {...common} value={value} onChange={set} unit="%" />;
    case 'number':
      return <NumberText {...common} value={value} onChange={set} />;
    case 'day':
      return <DayInput {...common} value={value} onChange={set} />;
    case 'role':
      return <RoleInput {...common} value={value} onChange={set} />;
    case 'flag':
      return (
        <Select
          {...common}
          value={value}
          onChange={(next) => next && onChange(next)}
          data={['true', 'false'].map((one) => ({ value: one, label: t(one === 'true' ? 'policy.yes' : 'policy.no') }))}
          allowDeselect={false}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          description={several ? t('policy.severalNames') : undefined}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

interface PartyNameProps {
  readonly label: string;
  readonly filter: Readonly<Record<string, boolean>>;
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** The fact is stated by name: what is chosen is compared by just that. */
function PartyName({ label, filter, value, onChange }: PartyNameProps) {
  const [party, setParty] = useState<string>();
  // A rule that is changed has a name already.
  const named = useQuery({
    ...listQuery('parties.party', { filter: { ...filter, name: value }, size: 1 }),
    enabled: value !== '' && party === undefined,
  });
  return (
    <ReferenceInput
      label={label}
      entity="parties.party"
      filter={filter}
      value={party ?? (value === '' ? undefined : named.data?.rows[0]?.id)}
      onChange={(id, row) => {
        setParty(id);
        onChange(String(row?.name ?? ''));
      }}
    />
  );
}
