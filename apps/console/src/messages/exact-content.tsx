import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { hasCode } from '../api/problem';
import { queries } from '../api/queries';
import type { MessageContent } from '../api/types';
import { t } from '../intl/text';
import { ContentTabs } from '../ui/content-tabs';
import { CodeBlock } from '../ui/code-block';
import { MailFrame } from '../ui/mail-frame';
import { mailPage } from '../ui/mail-page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';

/** Exactly what was handed over, as stored; never rendered again. */
export function ExactContent({ messageId }: { messageId: string }) {
  const content = useQuery(queries.messageContent(messageId));
  if (hasCode(content.error, 'gone')) {
    return <Panel title={t('Exact content')}>{t('The content was erased.')}</Panel>;
  }
  return (
    <Panel
      title={t('Exact content')}
      hint={
        content.data &&
        t('From {from} · sha256 {sum}', {
          from: sayFrom(content.data),
          sum: content.data.sha256.slice(0, 12),
        })
      }
    >
      {content.error ? (
        <Failure error={content.error} retry={() => void content.refetch()} />
      ) : content.data ? (
        <ContentTabs
          html={<AsItLooks messageId={messageId} content={content.data} />}
          source={content.data.html}
          text={content.data.text}
          headers={content.data.headers}
        />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

/** The mailbox serves a captured message as a page of its own; one that went elsewhere has no such page, so its text is shown. */
function AsItLooks({ messageId, content }: { messageId: string; content: MessageContent }) {
  const captured = useInfiniteQuery(queries.mailbox({ msgId: messageId }));
  const item = rowsOf(captured.data)[0];
  if (item) return <MailFrame src={mailPage(item.id)} title={content.subject} />;
  if (captured.isPending) return <Loading />;
  return <CodeBlock code={content.text ?? ''} label={t('Text part')} tall />;
}

function sayFrom(content: MessageContent): string {
  const { from } = content;
  return typeof from === 'string' ? from : from.name ? `${from.name} <${from.address}>` : from.address;
}
