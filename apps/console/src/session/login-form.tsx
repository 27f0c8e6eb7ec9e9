import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField, hasCode } from '../api/problem';
import { request } from '../api/request';
import type { Session } from '../api/types';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { EntryFrame } from './entry-frame';

export default function LoginForm() {
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: () => request<Session>('POST', '/sessions', { body: { email, password } }),
    onSuccess: (answer) => client.setQueryData(['session'], answer.data),
  });
  const faults = login.error ? faultsByField(login.error, ['email', 'password']) : null;
  const rest = hasCode(login.error, 'invalid_credentials') ? t('Email or password is wrong.') : faults?.rest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <EntryFrame title={t('Log in')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {rest && <FaultAlert message={rest} />}
          <TextInput
            label={t('Email')}
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            error={faults?.byField['email']}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('Password')}
            autoComplete="current-password"
            required
            value={password}
            error={faults?.byField['password']}
            visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="md" fullWidth loading={login.isPending}>
            {t('Log in')}
          </Button>
        </Stack>
      </form>
    </EntryFrame>
  );
}
