import type { TrackingPlan } from '@rapport/contracts';
import { Text } from '@mantine/core';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import type { Plan } from '../api/plan-types';
import { get, request } from '../api/request';
import type { SeenEvent } from '../api/schema-types';
import type { Version } from '../api/types';
import { t } from '../intl/text';
import { ruleId } from '../plans/say-plan';
import linkClasses from '../ui/links.module.css';
import { rowsOf } from '../ui/rows';
import classes from './schema.module.css';

/** More plans than these are not looked through. */
const mostPlans = 10;

/** Rules of tracking plans, drafts included, that are about this event. */
export function RulesOfEvent({ event }: { event: SeenEvent }) {
  const plans = rowsOf(useInfiniteQuery(dataQueries.plans()).data).slice(0, mostPlans);
  const contents = useQueries({
    queries: plans.map(({ id, updatedAt }) => ({
      queryKey: ['plan-content', id, updatedAt],
      queryFn: () => contentOf(id),
      staleTime: 30_000,
    })),
  });
  const rules = plans.flatMap((plan, index) =>
    (contents[index]?.data?.rules ?? [])
      .filter((rule) => rule.type === event.type && (rule.event ?? event.type) === event.name)
      .map((rule) => ({ plan, rule })),
  );
  if (rules.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('No tracking plan has a rule for it.')}
      </Text>
    );
  }
  return (
    <ul className={classes.uses}>
      {rules.map(({ plan, rule }) => (
        <li key={`${plan.id} ${ruleId(rule)}`}>
          <Link
            to="/tracking-plans/$planId"
            params={{ planId: plan.id }}
            search={{ rule: ruleId(rule) }}
            className={linkClasses.link}
          >
            {t('{plan}, version {n} of the rule', { plan: plan.name, n: rule.version })}
          </Link>
        </li>
      ))}
    </ul>
  );
}

async function contentOf(id: string): Promise<TrackingPlan | null> {
  const { data: plan } = await request<Plan>('GET', `/tracking-plans/${id}`);
  if (plan.draft || !plan.published) return plan.draft ?? null;
  const version = await get<Version<TrackingPlan>>(
    `/tracking-plans/${id}/versions/${plan.published.version}`,
  );
  return version.content ?? null;
}
