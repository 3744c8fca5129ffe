import { Box, Button, Checkbox, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { reportQuery } from '../api/queries.ts';
import { ChoiceInput } from '../kit/choice-input.tsx';
import { humanise } from '../values/format.ts';

interface RightsInputProps {
  readonly label: string;
  readonly description?: string;
  readonly error?: string;
  readonly value: readonly string[];
  readonly onChange: (value: unknown) => void;
}

interface Right {
  readonly permission: string;
  readonly text: string;
}

/** Rights chosen by what they allow, by module, found by any of their words, or taken over from another role. */
export function RightsInput({ value, onChange, ...common }: RightsInputProps) {
  const { t } = useTranslation('form');
  const [words, setWords] = useState('');
  const groups = useRights(words);
  const chosen = new Set(value);
  const set = (permissions: readonly string[], on: boolean) => {
    const next = new Set(value);
    for (const permission of permissions) on ? next.add(permission) : next.delete(permission);
    onChange([...next].sort());
  };
  return (
    <Input.Wrapper {...common} labelElement="div">
      <Stack gap="sm" mt={6}>
        <Group grow align="end">
          <LikeRole onChoose={(permissions) => set(permissions, true)} />
          <TextInput
            label={t('rights.find')}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            autoComplete="off"
          />
        </Group>
        <Group gap="sm">
          <Text size="sm" role="status">
            {t('rights.chosen', { count: chosen.size })}
          </Text>
          {chosen.size > 0 ? (
            <Button variant="subtle" size="compact-xs" onClick={() => onChange([])}>
              {t('rights.none')}
            </Button>
          ) : null}
        </Group>
        <Stack gap="xs">
          {groups.map(({ name, label, rights }) => {
            const held = rights.filter(({ permission }) => chosen.has(permission));
            return (
              <details key={name} {...(words ? { open: true } : {})}>
                <summary>
                  <Text size="sm" span>
                    {label}{' '}
                  </Text>
                  <Text size="xs" c="dimmed" span>
                    {t('rights.of', { held: held.length, all: rights.length })}
                  </Text>
                </summary>

                <Stack gap={6} mt={6}>
                  <Checkbox
                    label={t('rights.all', { module: label })}
                    checked={held.length === rights.length}
                    indeterminate={held.length > 0 && held.length < rights.length}
                    onChange={(event) =>
                      set(
                        rights.map(({ permission }) => permission),
                        event.currentTarget.checked,
                      )
                    }
                  />
                  {rights.map(({ permission, text }) => (
                    <Checkbox
                      key={permission}
                      ml="md"
                      label={text}
                      checked={chosen.has(permission)}
                      onChange={(event) => set([permission], event.currentTarget.checked)}
                    />
                  ))}
                </Stack>
              </details>
            );
          })}
        </Stack>
      </Stack>
    </Input.Wrapper>
  );
}

/** What one may give: of the program's rights those one has oneself, by the module they are of. */
function useRights(words: string): { name: string; label: string; rights: Right[] }[] {
  const model = useModel();
  const { data } = useQuery({
    ...reportQuery('access.permissions_of', {}),
    enabled: model.report('access.permissions_of') !== undefined,
    staleTime: 600_000,
  });
  const own = new Set(model.user.permissions);
  const labels = new Map(model.navigation.flatMap(({ modules }) => modules.map((one) => [one.name, one.label])));
  const said = data
    ? data.rows.map((row) => ({ permission: String(row.permission), text: String(row.text) }))
    : [...own].map((permission) => ({ permission, text: humanise(permission) }));
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const moduleOf = ({ permission }: Right) => permission.split('.')[0]!;
  const labelOf = (name: string) => labels.get(name) ?? humanise(name);
  const found = said.filter((right) => {
    const text = `${right.text} ${labelOf(moduleOf(right))}`.toLowerCase();
    return own.has(right.permission) && wanted.every((word) => text.includes(word));
  });
  return [...Map.groupBy(found, moduleOf)]
    .map(([name, rights]) => ({ name, label: labelOf(name), rights }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

function LikeRole({ onChoose }: { onChoose: (permissions: readonly string[]) => void }) {
  const { t } = useTranslation('form');
  const model = useModel();
  const [role, setRole] = useState<string | null>(null);
  const known = model.report('access.roles') !== undefined;
  const roles = useQuery({ ...reportQuery('access.roles', {}), enabled: known });
  const rights = useQuery({
    ...reportQuery('access.permissions_of', { role: role ?? undefined }),
    enabled: role !== null,
  });
  if (!known) return null;
  const own = new Set(model.user.permissions);
  return (
    <Group align="end" wrap="nowrap" gap="xs">
      <Box flex={1}>
        <ChoiceInput
          label={t('rights.like')}
          value={role ?? ''}
          onChange={(next) => setRole(next ?? null)}
          data={(roles.data?.rows ?? []).map((row) => ({
            value: String(row.name),
            label: String(row.label),
          }))}
        />
      </Box>
      <Button
        variant="default"
        disabled={!role || !rights.data}
        onClick={() =>
          onChoose((rights.data?.rows ?? []).map((row) => String(row.permission)).filter((one) => own.has(one)))
        }
      >
        {t('rights.take')}
      </Button>
    </Group>
  );
}
