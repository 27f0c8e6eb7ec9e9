import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import type { Source } from '../api/types';
import { t } from '../intl/text';
import { Facts } from '../ui/facts';
import linkClasses from '../ui/links.module.css';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';

/** What its events pass before they count: transforms in their order, then the tracking plan. */
export function SourceRules({ source }: { source: Source }) {
  const plans = rowsOf(useInfiniteQuery(dataQueries.plans()).data);
  const transforms = rowsOf(useInfiniteQuery(dataQueries.transforms()).data)
    .filter((one) => one.published && !one.archivedAt && one.sourceIds.includes(source.id))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const plan = plans.find((one) => one.id === source.trackingPlanId);
  return (
    <Panel title={t('What events pass')}>
      <Facts
        items={[
          [
            t('Transforms'),
            transforms.length === 0 ? (
              <Link key="none" to="/transforms" className={linkClasses.link}>
                {t('None')}
              </Link>
            ) : (
              transforms.map((one) => (
                <div key={one.id}>
                  <Link
                    to="/transforms/$transformId"
                    params={{ transformId: one.id }}
                    className={linkClasses.link}
                  >
                    {one.name}
                  </Link>
                </div>
              ))
            ),
          ],
          [
            t('Tracking plan'),
            plan ? (
              <Link
                key="plan"
                to="/tracking-plans/$planId"
                params={{ planId: plan.id }}
                className={linkClasses.link}
              >
                {plan.name}
              </Link>
            ) : (
              <Link key="none" to="/tracking-plans" className={linkClasses.link}>
                {t('None')}
              </Link>
            ),
          ],
        ]}
      />
    </Panel>
  );
}
