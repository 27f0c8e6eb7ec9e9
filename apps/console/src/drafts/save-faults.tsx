import { problemOf, sayProblem, hasCode } from '../api/problem';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';

/** Why a draft could not be stored, each fault with its place; a stale edit has a notice of its own. */
export function SaveFaults({ error }: { error: unknown }) {
  if (!error || hasCode(error, 'stale_revision')) return null;
  const faults = problemOf(error).errors ?? [];
  return (
    <FaultAlert
      title={t('Not saved')}
      message={
        faults.length === 0 ? (
          sayProblem(error)
        ) : (
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {faults.map((fault) => (
              <li key={`${fault.field} ${fault.rule}`}>
                <code>{fault.field}</code>: {fault.message}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
