import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { SnippetKind, Snippets } from '../api/types';
import { t } from '../intl/text';
import { CodeBlock } from '../ui/code-block';
import { Failure, Loading } from '../ui/states';

const labels: [kind: SnippetKind, label: string][] = [
  ['html', 'HTML'],
  ['npm', 'npm'],
  ['node', t('Node server')],
  ['python', 'Python'],
  ['curl', 'curl'],
  ['rudderstack', 'RudderStack'],
];

/** The server writes the snippets, with its own address and this source's real key. */
export function SnippetTabs({ sourceId }: { sourceId: string }) {
  const snippets = useQuery(queries.snippets(sourceId));
  if (snippets.error) return <Failure error={snippets.error} retry={() => void snippets.refetch()} />;
  if (!snippets.data) return <Loading />;
  const tabs = tabsOf(snippets.data);
  return (
    <Tabs defaultValue="html" keepMounted={false}>
      <Tabs.List aria-label={t('Ways to send events')}>
        {tabs.map(({ kind, label }) => (
          <Tabs.Tab key={kind} value={kind}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ kind, label, code }) => (
        <Tabs.Panel key={kind} value={kind} pt="sm">
          <CodeBlock code={code} label={t('Snippet for {kind}', { kind: label })} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** As many as the server knows to write. */
function tabsOf(snippets: Snippets): { kind: SnippetKind; label: string; code: string }[] {
  return labels.flatMap(([kind, label]) => {
    const code = snippets[kind];
    return code ? [{ kind, label, code }] : [];
  });
}
