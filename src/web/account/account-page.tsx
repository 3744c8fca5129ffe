import { Alert, Badge, Button, Code, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, post } from '../api/http.ts';
import { useModel } from '../api/meta.ts';
import { meQuery } from '../api/queries.ts';
import { TextLink } from '../kit/link.tsx';
import { Failure, Page } from '../kit/page.tsx';
import { PlainForm, PlainPassword, PlainText } from '../kit/plain-form.tsx';
import { JoinCompany } from '../sign-in/join-company.tsx';
import { PasswordForm } from '../sign-in/password-form.tsx';
import { formatTime, humanise } from '../values/format.ts';

/** Who one is here, and the ways one's account opens. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { user } = useModel();
  return (
    <Page title={t('account.title')} about={t('account.about')}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Part title={t('account.profile')}>
          <dl className="fields">
            <div>
              <dt>{t('account.name')}</dt>
              <dd>{user.name}</dd>
            </div>
            <div>
              <dt>{t('account.email')}</dt>
              <dd>{user.email}</dd>
            </div>
            <div>
              <dt>{t('account.roles')}</dt>
              <dd>{user.roles.map(humanise).join(', ')}</dd>
            </div>
          </dl>
        </Part>
        <SecondStep />
        <Password />
        <Part title={t('join.title')}>
          <JoinCompany />
        </Part>
        <Sessions />
        <Keys />
      </SimpleGrid>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" radius="md" component="section">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Password() {
  const { t } = useTranslation();
  const [error, setError] = useState<string>();
  return (
    <Part title={t('account.password')}>
      {error ? (
        <Alert color="red" role="alert" mb="sm">
          {error}
        </Alert>
      ) : null}
      <PasswordForm
        submit={t('account.change')}
        onError={setError}
        onDone={() => notifications.show({ message: t('account.changed'), color: 'teal' })}
      />
    </Part>
  );
}

interface Enrolment {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

function SecondStep() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const on = me.data?.twoFactor === true;
  const refresh = () =>
    Promise.all([client.invalidateQueries({ queryKey: ['me'] }), client.invalidateQueries({ queryKey: ['meta'] })]);
  const turn = useMutation({
    mutationFn: async (password: string) => {
      if (on) await post('/api/auth/two-factor/disable', { password });
      else setEnrolment(await post<Enrolment>('/api/auth/two-factor/enable', { password }));
      await refresh();
    },
  });
  const confirm = useMutation({
    mutationFn: async (code: string) => {
      await post('/api/auth/two-factor/verify-totp', { code });
      await refresh();
      setEnrolment((now) => now && { ...now, totpURI: '' });
    },
  });
  const failure = turn.error ?? confirm.error;
  return (
    <Part title={t('account.second')}>
      <Stack gap="sm">
        <Text size="sm">{on ? t('account.secondOn') : t('account.secondOff')}</Text>
        {failure ? <Failure error={failure} /> : null}
        {enrolment ? (
          <Stack gap="sm">
            {enrolment.totpURI ? (
              <PlainForm onSend={({ code = '' }) => confirm.mutate(code.replace(/\s/g, ''))}>
                <Stack gap="sm">
                  <Text size="sm">{t('account.scan')}</Text>
                  <Group gap="xs">
                    <Text size="sm" fw={600}>
                      {t('account.secret')}
                    </Text>
                    <Code>{new URL(enrolment.totpURI).searchParams.get('secret')}</Code>
                  </Group>
                  <a href={enrolment.totpURI}>{t('account.openApp')}</a>
                  <PlainText name="code" label={t('account.code')} inputMode="numeric" autoComplete="one-time-code" />
                  <Button type="submit" loading={confirm.isPending}>
                    {t('account.confirm')}
                  </Button>
                </Stack>
              </PlainForm>
            ) : null}
            <Text size="sm" fw={600}>
              {t('account.backups')}
            </Text>
            <Text size="sm" c="dimmed">
              {t('account.backupsText')}
            </Text>
            <Code block>{enrolment.backupCodes.join('\n')}</Code>
          </Stack>
        ) : (
          <PlainForm onSend={({ password = '' }) => turn.mutate(password)}>
            <Group align="flex-end" gap="sm">
              <PlainPassword
                name="password"
                label={t('account.askPassword')}
                autoComplete="current-password"
                miw={220}
              />
              <Button type="submit" variant={on ? 'default' : 'filled'} loading={turn.isPending}>
                {on ? t('account.turnOff') : t('account.turnOn')}
              </Button>
            </Group>
          </PlainForm>
        )}
      </Stack>
    </Part>
  );
}

interface Session {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

function Sessions() {
  const { t } = useTranslation();
  const { company } = useModel();
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['sessions'], queryFn: () => ask<{ sessions: Session[] }>('/api/me/sessions') });
  const revoke = useMutation({
    mutationFn: (id: string) => post(`/api/me/sessions/${encodeURIComponent(id)}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <Part title={t('account.sessions')}>
      {found.isError ? <Failure error={found.error} /> : null}
      <Stack gap="sm">
        {(found.data?.sessions ?? []).map((session) => (
          <Group key={session.id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm" fw={550}>
                {device(session.userAgent) ?? t('account.unknown')}
              </Text>
              <Text size="xs" c="dimmed">
                {[session.ipAddress, t('account.since', { when: formatTime(session.createdAt, company.timeZone) })]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {session.current ? (
              <Badge variant="light" tt="none">
                {t('account.current')}
              </Badge>
            ) : (
              <Button
                size="xs"
                variant="default"
                aria-label={t('account.revokeThis', { device: device(session.userAgent) ?? t('account.unknown') })}
                onClick={() => revoke.mutate(session.id)}
              >
                {t('account.revoke')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Part>
  );
}

/** 'Chrome on Linux' out of what a browser says of itself. */
function device(agent: string | null): string | undefined {
  if (!agent) return undefined;
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1]?.replace('Edg', 'Edge').replace('OPR', 'Opera');
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(agent)?.[1];
  return browser && system ? `${browser} · ${system}` : agent.slice(0, 60);
}

function Keys() {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  if (!model.operation('access.create_api_key')) return null;
  return (
    <Part title={t('account.keys')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('account.keysText')}</Text>
        <Group>
          <Button
            onClick={() => void navigate({ to: '/do/$operation', params: { operation: 'access.create_api_key' } })}
          >
            {t('account.newKey')}
          </Button>
          {model.entity('access.api_key') ? (
            <TextLink to="/e/$entity" params={{ entity: 'access.api_key' }}>
              {t('account.allKeys')}
            </TextLink>
          ) : null}
        </Group>
      </Stack>
    </Part>
  );
}
