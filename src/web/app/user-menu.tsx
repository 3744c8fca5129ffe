import IconKey from 'icon:key';
import IconLogout from 'icon:logout';
import IconMoon from 'icon:moon';
import IconShieldLock from 'icon:shield-lock';
import IconSun from 'icon:sun';
import { ActionIcon, Avatar, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { chooseCompany, post } from '../api/http.ts';
import { useModel } from '../api/meta.ts';

export default function UserMenu() {
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
    <Menu shadow="md" position="bottom-end" width={270}>
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
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void navigate({ to: '/account', hash: 'join' })}>
          {t('join.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
