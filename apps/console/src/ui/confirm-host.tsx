import { lazy, Suspense, useSyncExternalStore } from 'react';
import { questions } from './confirm';

const ConfirmDialog = lazy(() => import('./confirm-dialog'));

/** One place for every question; the dialog is fetched with the first of them. */
export function ConfirmHost() {
  const question = useSyncExternalStore(questions.subscribe, questions.current);
  if (!question) return null;
  return (
    <Suspense fallback={null}>
      <ConfirmDialog question={question} onClose={questions.close} />
    </Suspense>
  );
}
