import IconChevronDown from 'icon:chevron-down';
import IconLogout from 'icon:logout';
import IconMoon from 'icon:moon';
import IconShieldLock from 'icon:shield-lock';
import IconSun from 'icon:sun';
import { ActionIcon, Avatar, Button, Menu, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { chooseCompany, post } from '../api/http.ts';
import { useModel } from '../api/meta.ts';

export function CompanySwitcher() {
  const { t } = useTranslation();
  const { company, companies } = useModel();
  const client = useQueryClient();
  const navigate = useNavigate();
  if (companies.length < 2)
    return (
      <Text size="sm" c="dimmed" truncate maw={{ base: 150, sm: 260 }}>
        {company.name}
      </Text>
    );
  const change = async (id: number) => {
    chooseCompany(id);
    await navigate({ to: '/' });
    await client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  };
  return (
    <Menu shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          rightSection={<IconChevronDown size={14} />}
          aria-label={`${t('app.company')}: ${company.name}`}
        >
          <Text size="sm" truncate maw={{ base: 110, sm: 220 }} span>
            {company.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('app.company')}</Menu.Label>
        {companies.map(({ id, code, name }) => (
          <Menu.Item
            key={id}
            onClick={() => void change(id)}
            rightSection={
              <Text size="xs" c="dimmed">
                {code}
              </Text>
            }
            fw={id === company.id ? 650 : undefined}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useModel();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    await post('/api/auth/sign-out').catch(() => undefined);
    chooseCompany(null);
    client.clear();
    client.setQueryData(['me'], null);
    window.location.assign('/');
  };
  return (
    <Menu shadow="md" position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" radius="xl" size="lg" aria-label={t('app.user')}>
          <Avatar size={30} radius="xl" name={user.name} color="petrol" alt="" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {user.email}
        </Menu.Label>
        <Menu.Item
          leftSection={scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? t('app.light') : t('app.dark')}
        </Menu.Item>
        <Menu.Item leftSection={<IconShieldLock size={16} />} onClick={() => void navigate({ to: '/account' })}>
          {t('app.account')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
