import type { MessageClass, TemplateDraft } from '@rapport/contracts';
import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { post } from '../api/request';
import type { Template } from '../api/types';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { FaultAlert } from '../ui/states';
import { blankHtml } from './starter-email';

export function CreateTemplateModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('New template')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <CreateTemplateForm />
    </Modal>
  );
}

function CreateTemplateForm() {
  const { member, workspace } = useSigned();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [messageClass, setMessageClass] = useState<MessageClass>('transactional');
  const draft: TemplateDraft = {
    defaultLocale: 'en',
    variants: {
      en: {
        subject: name,
        from: { name: workspace.name, address: `hello@${member.email.split('@')[1] ?? 'example.test'}` },
        body: { kind: 'html', html: blankHtml },
      },
    },
    missingVariable: 'fail',
  };
  const create = useMutation({
    mutationFn: () =>
      post<Template>('/templates', { name: name.trim(), channel: 'email', messageClass, draft }),
    onSuccess: async (template) => {
      await client.invalidateQueries({ queryKey: listKey('/templates') });
      await navigate({ to: '/templates/$templateId', params: { templateId: template.id } });
    },
  });
  const faults = create.error ? faultsByField(create.error, ['name', 'messageClass']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {faults?.rest && <FaultAlert message={faults.rest} />}
        <TextInput
          label={t('Name')}
          placeholder={t('Order confirmation')}
          required
          data-autofocus
          value={name}
          error={faults?.byField['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label={t('Class')} value={messageClass} onChange={(value) => setMessageClass(value)}>
          <Stack gap={8} mt={6}>
            <Radio
              value="transactional"
              label={t('Transactional')}
              description={t('Somebody asked for it: a receipt, a welcome, a reset.')}
            />
            <Radio
              value="marketing"
              label={t('Marketing')}
              description={t('You want something: news, an offer, a nudge.')}
            />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('Create template')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
