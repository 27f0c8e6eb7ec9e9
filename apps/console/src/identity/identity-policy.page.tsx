import { useQuery } from '@tanstack/react-query';
import { identityQueries } from '../api/identity-queries';
import { t } from '../intl/text';
import { SettingsTabs } from '../settings/settings-tabs';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { PolicyEditor } from './policy-editor';
import { Recomputation } from './recomputation';

export function IdentityPolicyPage() {
  const policy = useQuery(identityQueries.policy());
  return (
    <Page
      title={t('Identity')}
      subtitle={t(
        'By which rules events are taken to be about one person. The result depends on the rules and on what happened, never on the order of arrival: change a rule, and everybody is worked out again.',
      )}
    >
      <SettingsTabs />
      {policy.error && !policy.data ? (
        <Panel>
          <Failure error={policy.error} retry={() => void policy.refetch()} />
        </Panel>
      ) : !policy.data ? (
        <Loading />
      ) : (
        <>
          <Recomputation />
          <PolicyEditor key={policy.data.etag} loaded={policy.data} reload={() => void policy.refetch()} />
        </>
      )}
    </Page>
  );
}
