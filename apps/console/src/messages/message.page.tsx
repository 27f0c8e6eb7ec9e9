import { SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { queries } from '../api/queries';
import type { Message } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { Facts } from '../ui/facts';
import { JourneyName, PersonName, TemplateName } from '../ui/known-names';
import { MailboxLink, RunLink } from '../ui/links';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { messageStates, sayReason } from './message-state';
import { ExactContent } from './exact-content';
import { MessageBadge } from './message-badge';
import classes from './message.module.css';

export function MessagePage() {
  const { messageId } = useParams({ from: '/messages/$messageId' });
  const query = useQuery({
    ...queries.message(messageId),
    refetchInterval: ({ state }) => (state.data?.final ? false : 2000),
  });
  const message = query.data;
  return (
    <Page
      title={message?.subject ?? t('Message')}
      back={{ to: '/messages', label: t('Message log') }}
      badges={message && <MessageBadge state={message.state} />}
      subtitle={message && <Verdict message={message} />}
    >
      {query.error && !message ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : message ? (
        <MessageBody message={message} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Verdict({ message }: { message: Message }) {
  return (
    <>
      {messageStates[message.state].says}
      {message.reason && <> {t('{reason}.', { reason: sayReason(message.reason) })}</>}
      {message.maybeDuplicate && <> {t('It may have gone out twice.')}</>}
    </>
  );
}

function MessageBody({ message }: { message: Message }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t('About')}>
          <MessageFacts message={message} />
        </Panel>
        <Panel title={t('History')}>
          <History message={message} />
        </Panel>
      </SimpleGrid>
      {message.handedOverAt && <ExactContent messageId={message.id} />}
    </>
  );
}

function MessageFacts({ message }: { message: Message }) {
  const { origin } = message;
  return (
    <Facts
      items={[
        [t('To'), message.address ?? t('no address')],
        [t('Person'), message.profileId ? <PersonName key="p" id={message.profileId} /> : t('nobody known')],
        [
          t('Template'),
          message.templateId ? (
            <span key="t">
              <TemplateName id={message.templateId} />
              {message.templateVersion && <>{t(', version {n}', { n: message.templateVersion })}</>}
            </span>
          ) : (
            t('inline content')
          ),
        ],
        ...(origin.kind === 'journey'
          ? ([
              [
                t('Journey'),
                <span key="j">
                  <JourneyName id={origin.journeyId} />
                  {t(', version {n}, step {step}', { n: origin.version, step: origin.stepKey })}
                </span>,
              ],
              [
                t('Run'),
                <RunLink key="r" id={origin.runId}>
                  {t('See the path')}
                </RunLink>,
              ],
            ] as [string, React.ReactNode][])
          : ([[t('Sent by'), t('an API call')]] as [string, React.ReactNode][])),
        [t('Class'), message.messageClass],
        [
          t('Provider'),
          message.provider?.kind === 'mailbox' ? (
            <MailboxLink key="m" msgId={message.id}>
              {t('Built-in mailbox')}
            </MailboxLink>
          ) : (
            (message.provider?.kind ?? '–')
          ),
        ],
        [t('Attempts'), message.attempts],
        [t('Expires'), <At key="e" value={message.expiresAt} />],
      ]}
    />
  );
}

function History({ message }: { message: Message }) {
  const entries = message.history ?? [];
  if (entries.length === 0) return <Text size="sm">{t('No state was recorded yet.')}</Text>;
  return (
    <ol className={classes.history}>
      {entries.map((entry, index) => (
        <li key={`${entry.at}-${index}`} className={classes.entry}>
          <MessageBadge state={entry.state} />
          <span className={classes.at}>
            <At value={entry.at} />
          </span>
          {(entry.reason ?? entry.detail) && (
            <span className={classes.detail}>
              {[entry.reason && sayReason(entry.reason), entry.detail].filter(Boolean).join(' · ')}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
