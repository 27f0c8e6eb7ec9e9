import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { setCredentials } from '../api/credentials';
import { hasCode } from '../api/problem';
import { queries } from '../api/queries';
import type { Session } from '../api/types';
import { t } from '../intl/text';
import { setWorkspaceZone } from '../intl/times';
import { Shell } from '../shell/shell';
import { Failure, Loading } from '../ui/states';
import { EntryFrame } from './entry-frame';
import { SessionContext } from './session-context';

const LoginForm = lazy(() => import('./login-form'));
const SetupForm = lazy(() => import('./setup-form'));

/** Set-up form, log-in form or the console: decided by what the server says, at whatever address was opened. */
export function Gate() {
  const session = useQuery(queries.session());
  const signedOut = session.data === null || hasCode(session.error, 'unauthenticated');
  const setup = useQuery({ ...queries.setup(), enabled: signedOut });
  if (session.data) return <SignedIn session={session.data} />;
  if (!signedOut && session.error) {
    return (
      <EntryFrame title={t('Rapport does not answer')}>
        <Failure error={session.error} retry={() => void session.refetch()} />
      </EntryFrame>
    );
  }
  if (setup.error) {
    return (
      <EntryFrame title={t('Rapport does not answer')}>
        <Failure error={setup.error} retry={() => void setup.refetch()} />
      </EntryFrame>
    );
  }
  if (!setup.data) return <Loading />;
  return <Suspense fallback={<Loading />}>{setup.data.ownerExists ? <LoginForm /> : <SetupForm />}</Suspense>;
}

function SignedIn({ session }: { session: Session }) {
  const workspaceId = session.workspaces[0]?.id ?? null;
  setCredentials({ csrfToken: session.csrfToken, workspaceId });
  const workspace = useQuery({ ...queries.workspace(workspaceId ?? ''), enabled: workspaceId !== null });
  const timeZone = workspace.data?.data.timeZone;
  if (timeZone) setWorkspaceZone(timeZone);
  if (workspace.error) {
    return (
      <EntryFrame title={t('The workspace could not be opened')}>
        <Failure error={workspace.error} retry={() => void workspace.refetch()} />
      </EntryFrame>
    );
  }
  if (!workspace.data) return <Loading />;
  return (
    <SessionContext value={{ member: session.member, workspace: workspace.data.data }}>
      <Shell>
        <Outlet />
      </Shell>
    </SessionContext>
  );
}
