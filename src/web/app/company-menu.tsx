import IconChevronDown from 'icon:chevron-down';
import { Button, Menu, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { chooseCompany } from '../api/http.ts';
import { useModel } from '../api/meta.ts';

/** Who keeps the books of several companies goes from one to another. */
export default function CompanyMenu() {
  const { t } = useTranslation();
  const model = useModel();
  const { company, companies } = model;
  const client = useQueryClient();
  const navigate = useNavigate();
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
        {model.operation('access.create_company') ? (
          <>
            <Menu.Divider />
            <Menu.Item
              onClick={() => void navigate({ to: '/do/$operation', params: { operation: 'access.create_company' } })}
            >
              {t('app.newCompany')}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
