import { Button, Group, NumberInput, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { listQuery, reportQuery } from '../../api/queries.ts';
import { NumberText } from '../../kit/number-input.tsx';
import type { ApproverKind, Step } from './policy.ts';

interface StepRowProps {
  readonly autoFocus: boolean;
  /** Whether steps can count from an amount on. */
  readonly tiered: boolean;
  readonly value: Step;
  readonly onChange: (next: Step) => void;
  readonly onRemove: (() => void) | undefined;
}

/** Who approves, how many of them, from which amount on, and who else when nobody answers. */
export function StepRow({ autoFocus, tiered, value, onChange, onRemove }: StepRowProps) {
  const { t } = useTranslation('screens');
  const { company } = useModel();
  const [escalates, setEscalates] = useState(value.hours !== '' || value.toWho !== '');
  /** What was pressed is gone then: what came in its place has the focus. */
  const [turned, setTurned] = useState(false);
  const turn = (next: boolean) => {
    setTurned(true);
    setEscalates(next);
    if (!next) onChange({ ...value, hours: '', toWho: '' });
  };
  return (
    <Stack gap="xs" pb="xs" style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
      <Group align="end" gap="sm" grow preventGrowOverflow={false}>
        <WhoInput
          {...{ autoFocus, kind: value.kind, who: value.who }}
          required
          label={t('policy.kind')}
          onChange={(next) => onChange({ ...value, ...next })}
        />
        <NumberInput
          label={t('policy.needs')}
          min={1}
          max={20}
          value={value.needs}
          onChange={(next) => onChange({ ...value, needs: Number(next) || 1 })}
        />
        {tiered ? (
          <NumberText
            label={t('policy.from')}
            value={value.from}
            onChange={(next) => onChange({ ...value, from: String(next ?? '') })}
            unit={company.currency}
          />
        ) : null}
      </Group>
      {escalates ? (
        <Group align="end" gap="sm" grow preventGrowOverflow={false}>
          <NumberInput
            autoFocus={turned}
            label={t('policy.hours')}
            min={1}
            value={value.hours}
            onChange={(next) => onChange({ ...value, hours: String(next ?? '') })}
          />
          <WhoInput
            kind={value.toKind}
            who={value.toWho}
            required={value.hours !== ''}
            label={t('policy.toWhom')}
            onChange={({ kind, who }) => onChange({ ...value, toKind: kind, toWho: who })}
          />
        </Group>
      ) : null}
      <Group gap="xs">
        <Button
          key={String(escalates)}
          autoFocus={turned && !escalates}
          variant="subtle"
          size="compact-xs"
          onClick={() => turn(!escalates)}
        >
          {t(escalates ? 'policy.noEscalation' : 'policy.escalate')}
        </Button>
        {onRemove ? (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={onRemove}>
            {t('policy.remove')}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}

const KINDS = ['role', 'position', 'user'] as const;

function WhoInput({
  kind,
  who,
  label,
  required,
  autoFocus = false,
  onChange,
}: {
  kind: ApproverKind;
  who: string;
  label: string;
  required: boolean;
  autoFocus?: boolean;
  onChange: (next: { kind: ApproverKind; who: string }) => void;
}) {
  const { t } = useTranslation('screens');
  const approvers = useApprovers(kind);
  return (
    <>
      <Select
        autoFocus={autoFocus}
        label={label}
        value={kind}
        onChange={(next) => next && onChange({ kind: next as ApproverKind, who: '' })}
        data={KINDS.map((one) => ({ value: one, label: t(`policy.kinds.${one}`) }))}
        allowDeselect={false}
      />
      <Select
        label={t(`policy.kinds.${kind}`)}
        required={required}
        searchable
        allowDeselect={false}
        clearable={!required}
        value={who || null}
        onChange={(next) => onChange({ kind, who: next ?? '' })}
        data={approvers}
      />
    </>
  );
}

/** Those a policy can name, by what the operation takes and what people call them. */
function useApprovers(kind: ApproverKind): { value: string; label: string }[] {
  const model = useModel();
  const roles = useQuery({
    ...reportQuery('access.roles', {}),
    enabled: kind === 'role' && model.report('access.roles') !== undefined,
  });
  const people = { filter: { active: true }, size: 200 } as const;
  const positions = useQuery({
    ...listQuery('approvals.position', people),
    enabled: kind === 'position' && model.entity('approvals.position') !== undefined,
  });
  const users = useQuery({
    ...listQuery('access.user', people),
    enabled: kind === 'user' && model.entity('access.user') !== undefined,
  });
  if (kind === 'role')
    return (roles.data?.rows ?? []).map((row) => ({ value: String(row.name), label: String(row.label) }));
  if (kind === 'position')
    return (positions.data?.rows ?? []).map(({ code, name }) => ({ value: String(code), label: String(name) }));
  return (users.data?.rows ?? []).map((row) => ({ value: row.id, label: `${row.name} · ${row.email}` }));
}
