import type { JourneyDraft, JourneyStep } from '@rapport/contracts';
import { SimpleGrid, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Circle } from 'lucide-react';
import { queries } from '../api/queries';
import { get } from '../api/request';
import type { Run, RunVisit, Version } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { CodeBlock } from '../ui/code-block';
import { Facts } from '../ui/facts';
import { JourneyName, PersonName } from '../ui/known-names';
import { MessageLink } from '../ui/links';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';
import { RunBadge, sayExit } from './run-state';
import classes from './run.module.css';
import { sayStep, stepKinds, stepTitle } from './step-kinds';

export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' });
  const query = useQuery({
    ...queries.run(runId),
    refetchInterval: ({ state }) => (state.data?.state === 'active' ? 3000 : false),
  });
  const run = query.data;
  const journey = useQuery({ ...queries.journey(run?.journeyId ?? ''), enabled: Boolean(run) });
  const name = journey.data?.data.name;
  return (
    <Page
      title={name ? t('Run through {name}', { name }) : t('Run')}
      back={
        run
          ? { to: `/journeys/${run.journeyId}/runs` as '/journeys', label: t('Runs') }
          : { to: '/journeys', label: t('Journeys') }
      }
      badges={run && <RunBadge state={run.state} />}
    >
      {query.error && !run ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : run ? (
        <RunBody run={run} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function RunBody({ run }: { run: Run }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t('Path')}>
          <Path run={run} />
        </Panel>
        <Panel title={t('About')}>
          <Facts
            items={[
              [t('Person'), <PersonName key="p" id={run.profileId} />],
              [
                t('Journey'),
                <span key="j">
                  <JourneyName id={run.journeyId} />
                  {t(', version {n}', { n: run.version })}
                </span>,
              ],
              [t('Entered'), <At key="e" value={run.enteredAt} />],
              [t('Ended'), <At key="x" value={run.endedAt} />],
              [t('Left because'), sayExit(run)],
              ...(run.waitingUntil
                ? ([[t('Waits until'), <At key="w" value={run.waitingUntil} />]] as [
                    string,
                    React.ReactNode,
                  ][])
                : []),
              ...(run.key ? ([[t('Counted per'), run.key]] as [string, React.ReactNode][]) : []),
            ]}
          />
        </Panel>
      </SimpleGrid>
      {run.event && (
        <Panel title={t('The event that started it')}>
          <CodeBlock code={JSON.stringify(run.event, null, 2)} label={t('Trigger event')} />
        </Panel>
      )}
    </>
  );
}

/** Steps are named as in the version that the run is on, not as in today's draft. */
function Path({ run }: { run: Run }) {
  const version = useQuery({
    queryKey: ['version', 'journeys', run.journeyId, run.version],
    queryFn: ({ signal }) =>
      get<Version<JourneyDraft>>(`/journeys/${run.journeyId}/versions/${run.version}`, {}, signal),
    staleTime: Infinity,
  });
  const templates = useInfiniteQuery(queries.templates());
  if (run.visits.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('No step was reached yet.')}
      </Text>
    );
  }
  const steps = version.data?.content?.steps ?? [];
  return (
    <ol className={classes.path}>
      {run.visits.map((visit) => (
        <Visit
          key={`${visit.step}-${visit.visit}`}
          visit={visit}
          step={steps.find((step) => step.key === visit.step)}
          says={(step) => sayStep(step, rowsOf(templates.data))}
        />
      ))}
    </ol>
  );
}

function Visit({
  visit,
  step,
  says,
}: {
  visit: RunVisit;
  step: JourneyStep | undefined;
  says: (step: JourneyStep) => string;
}) {
  const Icon = step ? stepKinds[step.kind].icon : Circle;
  return (
    <li className={classes.visit}>
      <span className={classes.icon}>
        <Icon size={15} aria-hidden />
      </span>
      <div className={classes.words}>
        <span className={classes.title}>{step ? stepTitle(step) : visit.step}</span>
        <span className={classes.detail}>
          <At value={visit.enteredAt} />
          {visit.branch && <> · {t('path {name}', { name: visit.branch })}</>}
          {!visit.leftAt && <> · {t('still here')}</>}
          {visit.msgId && (
            <>
              {' · '}
              <MessageLink id={visit.msgId}>{t('the message')}</MessageLink>
            </>
          )}
        </span>
        {step && step.kind !== 'branch' && <span className={classes.detail}>{says(step)}</span>}
      </div>
    </li>
  );
}
