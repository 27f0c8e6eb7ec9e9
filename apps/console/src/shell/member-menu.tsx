import { Menu, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, LogOut } from 'lucide-react';
import { setCredentials } from '../api/credentials';
import { request } from '../api/request';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { Initials } from '../ui/initials';
import classes from './shell.module.css';

export default function MemberMenu() {
  const { member } = useSigned();
  const client = useQueryClient();
  const logOut = useMutation({
    mutationFn: () => request('DELETE', '/sessions/current'),
    onSettled: () => {
      setCredentials(null);
      client.setQueryData(['session'], null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  const name = member.name ?? member.email;
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.member}>
          <span className="visually-hidden">{t('Account of {name}', { name })}</span>
          <Initials name={name} size={30} />
          <ChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{member.email}</Menu.Label>
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => logOut.mutate()}>
          {t('Log out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
