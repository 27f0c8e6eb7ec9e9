import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField, hasCode } from '../api/problem';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { EntryFrame } from './entry-frame';
import { createOwner, type OwnerForm } from './create-owner';
import { rememberFirstKey } from './first-key';

const fields = ['email', 'password', 'workspaceName', 'memberName'] as const;

/** The one form between nothing and a working platform. The token field comes only when the server asks for it. */
export default function SetupForm() {
  const client = useQueryClient();
  const [form, setForm] = useState<OwnerForm>({
    email: '',
    password: '',
    workspaceName: '',
    memberName: '',
    token: '',
  });
  const set = (name: keyof OwnerForm) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const value = event.currentTarget.value;
    setForm((before) => ({ ...before, [name]: value }));
  };
  const setup = useMutation({
    mutationFn: () => createOwner(form),
    onSuccess: async (made) => {
      rememberFirstKey(made.apiKey.secret);
      await client.invalidateQueries({ queryKey: ['session'] });
      await client.invalidateQueries({ queryKey: ['setup'] });
    },
    onError: (error) => {
      if (hasCode(error, 'already_set_up')) void client.invalidateQueries({ queryKey: ['setup'] });
    },
  });
  const needsToken = hasCode(setup.error, 'setup_token_required');
  const [tokenAsked, setTokenAsked] = useState(false);
  if (needsToken && !tokenAsked) setTokenAsked(true);
  const faults = setup.error && !(needsToken && !form.token) ? faultsByField(setup.error, fields) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setup.mutate();
  };
  return (
    <EntryFrame
      title={t('Create your workspace')}
      lead={t('You become its owner. It takes one form; everything else can wait.')}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {faults?.rest && <FaultAlert message={faults.rest} />}
          <TextInput
            label={t('Workspace name')}
            placeholder="Acme"
            required
            autoFocus
            value={form.workspaceName}
            error={faults?.byField['workspaceName']}
            onChange={set('workspaceName')}
          />
          <TextInput
            label={t('Your name')}
            description={t('Optional')}
            autoComplete="name"
            value={form.memberName}
            error={faults?.byField['memberName']}
            onChange={set('memberName')}
          />
          <TextInput
            label={t('Email')}
            type="email"
            autoComplete="username"
            required
            value={form.email}
            error={faults?.byField['email']}
            onChange={set('email')}
          />
          <PasswordInput
            label={t('Password')}
            description={t('10 characters or more')}
            autoComplete="new-password"
            required
            value={form.password}
            error={faults?.byField['password']}
            visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
            onChange={set('password')}
          />
          {tokenAsked && (
            <TextInput
              label={t('Set-up token')}
              description={t('The value of SETUP_TOKEN, from whoever started this server')}
              required
              autoComplete="off"
              value={form.token}
              error={needsToken && form.token ? t('This is not the token of this server.') : undefined}
              onChange={set('token')}
            />
          )}
          <Button type="submit" size="md" fullWidth loading={setup.isPending}>
            {t('Create workspace')}
          </Button>
          <Text size="xs" c="dimmed" ta="center">
            {t('Nothing leaves this machine: messages go to a built-in mailbox until you add a way to send.')}
          </Text>
        </Stack>
      </form>
    </EntryFrame>
  );
}
