import type { JourneyDraft, TemplateDraft } from '@rapport/contracts';
import { post } from '../api/request';
import type { Journey, Member, Template, Workspace } from '../api/types';
import { t } from '../intl/text';
import { welcomeHtml } from '../templates/starter-email';

/** The recipe "Welcome": a published template and a journey that waits for its publication. Answers the journey's id. */
export async function createWelcome(workspace: Workspace, member: Member): Promise<string> {
  const draft: TemplateDraft = {
    defaultLocale: 'en',
    variants: {
      en: {
        subject: `${t('Welcome')}, {{ profile.traits.firstName | default: "friend" }}`,
        preheader: t('Good to have you with us.'),
        from: { name: workspace.name, address: `hello@${member.email.split('@')[1] ?? 'example.test'}` },
        body: { kind: 'html', html: welcomeHtml },
      },
    },
    missingVariable: 'fail',
  };
  const template = await post<Template>('/templates', {
    name: t('Welcome'),
    channel: 'email',
    messageClass: 'transactional',
    draft,
  });
  await post<Template>(`/templates/${template.id}/publish`);
  const steps: JourneyDraft = {
    trigger: { kind: 'event', event: 'Signed Up' },
    entry: { reentry: { rule: 'once' } },
    start: 'welcome',
    steps: [
      {
        key: 'welcome',
        kind: 'message',
        label: t('Welcome email'),
        channel: 'email',
        templateId: template.id,
        next: null,
      },
    ],
  };
  const journey = await post<Journey>('/journeys', { name: t('Welcome'), draft: steps });
  return journey.id;
}
