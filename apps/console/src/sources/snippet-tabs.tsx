import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { SnippetKind } from '../api/types';
import { t } from '../intl/text';
import { CodeBlock } from '../ui/code-block';
import { Failure, Loading } from '../ui/states';

const tabs: { kind: SnippetKind; label: string }[] = [
  { kind: 'html', label: 'HTML' },
  { kind: 'npm', label: 'npm' },
  { kind: 'curl', label: 'curl' },
  { kind: 'node', label: t('Node server') },
];

/** The server writes the snippets, with its own address and this source's real key. */
export function SnippetTabs({ sourceId }: { sourceId: string }) {
  const snippets = useQuery(queries.snippets(sourceId));
  if (snippets.error) return <Failure error={snippets.error} retry={() => void snippets.refetch()} />;
  if (!snippets.data) return <Loading />;
  const texts = snippets.data;
  return (
    <Tabs defaultValue="html" keepMounted={false}>
      <Tabs.List aria-label={t('Ways to send events')}>
        {tabs.map(({ kind, label }) => (
          <Tabs.Tab key={kind} value={kind}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ kind, label }) => (
        <Tabs.Panel key={kind} value={kind} pt="sm">
          <CodeBlock code={texts[kind]} label={t('Snippet for {kind}', { kind: label })} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
