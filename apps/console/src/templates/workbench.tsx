import type { EmailContent, TemplateDraft } from '@rapport/contracts';
import { NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Template } from '../api/types';
import { useSeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { Loading } from '../ui/states';
import { problemsOf, fieldFault } from './template-problems';
import { Preview } from './preview';
import { ProblemsPanel } from './problems-panel';
import { useRendering } from './use-rendering';
import classes from './workbench.module.css';

const CodeEditor = lazy(() => import('./code-editor'));

interface WorkbenchProps {
  template: Template;
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
  saveError: unknown;
}

/** Writing on the left, the message as one real person would get it on the right, and what is wrong with it below. */
export function Workbench({ template, draft, onChange, saveError }: WorkbenchProps) {
  const locales = Object.keys(draft.variants);
  const [locale, setLocale] = useState(draft.defaultLocale);
  const content = draft.variants[locale] ?? draft.variants[draft.defaultLocale];
  const names = useSeenNames();
  const rendering = useRendering(template, content, names.recent);
  if (!content) return <Panel>{t('This template has no content in its default language.')}</Panel>;
  const change = (part: Partial<EmailContent>) =>
    onChange({ ...draft, variants: { ...draft.variants, [locale]: { ...content, ...part } } });
  const problems = problemsOf(rendering, saveError, draft.missingVariable ?? 'fail');
  const fault = (field: string) => fieldFault(problems, field);
  return (
    <div className={classes.bench}>
      <Stack gap="md" className={classes.column}>
        <Panel
          title={t('Envelope')}
          aside={
            locales.length > 1 && (
              <NativeSelect
                aria-label={t('Language')}
                value={locale}
                data={locales}
                onChange={(event) => setLocale(event.currentTarget.value)}
              />
            )
          }
        >
          <Stack gap="sm">
            <TextInput
              label={t('Subject')}
              required
              value={content.subject}
              error={fault('subject')}
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
            <TextInput
              label={t('Preheader')}
              description={t('The line after the subject in a list of mails')}
              value={content.preheader ?? ''}
              error={fault('preheader')}
              onChange={(event) => change({ preheader: event.currentTarget.value || undefined })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <TextInput
                label={t('From name')}
                value={content.from.name ?? ''}
                error={fault('from.name')}
                onChange={(event) =>
                  change({ from: { ...content.from, name: event.currentTarget.value || undefined } })
                }
              />
              <TextInput
                label={t('From address')}
                required
                value={content.from.address}
                error={fault('from.address')}
                onChange={(event) =>
                  change({ from: { ...content.from, address: event.currentTarget.value } })
                }
              />
            </SimpleGrid>
          </Stack>
        </Panel>
        <Panel
          title={t('Content')}
          hint={t('HTML with Liquid. Type two braces for the variables of this workspace.')}
          flush
        >
          <Suspense fallback={<Loading label={t('Loading the editor…')} />}>
            <CodeEditor
              value={content.body.html}
              names={names}
              problems={problems}
              onChange={(html) => change({ body: { kind: 'html', html } })}
            />
          </Suspense>
        </Panel>
      </Stack>
      <Stack gap="md" className={classes.column}>
        <Preview rendering={rendering} />
        <ProblemsPanel
          problems={problems}
          rendering={rendering}
          missingVariable={draft.missingVariable ?? 'fail'}
          onMissingVariable={(missingVariable) => onChange({ ...draft, missingVariable })}
        />
      </Stack>
    </div>
  );
}
