import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../intl/text';
import { CodeBlock } from './code-block';

interface ContentTabsProps {
  html: ReactNode;
  source: string | null;
  text: string | null;
  headers: Record<string, string>;
}

/** One email from every side: as it looks, as text, its headers, its source. */
export function ContentTabs({ html, source, text, headers }: ContentTabsProps) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Tabs defaultValue="html" keepMounted={false}>
      <Tabs.List aria-label={t('Parts of the message')}>
        <Tabs.Tab value="html">{t('Message')}</Tabs.Tab>
        <Tabs.Tab value="text">{t('Text')}</Tabs.Tab>
        <Tabs.Tab value="headers">{t('Headers')}</Tabs.Tab>
        {source !== null && <Tabs.Tab value="source">HTML</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="html" pt="sm">
        {html}
      </Tabs.Panel>
      <Tabs.Panel value="text" pt="sm">
        <CodeBlock code={text ?? t('There is no text part.')} label={t('Text part')} tall />
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="sm">
        <CodeBlock code={lines.join('\n') || t('There are no headers.')} label={t('Headers')} tall />
      </Tabs.Panel>
      {source !== null && (
        <Tabs.Panel value="source" pt="sm">
          <CodeBlock code={source} label={t('HTML source')} tall />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}
