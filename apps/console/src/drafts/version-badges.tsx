import { Archive, CircleDot, CirclePause, PencilLine } from 'lucide-react';
import type { Versioned } from '../api/types';
import { t } from '../intl/text';
import { StatusBadge } from '../ui/status-badge';

type Thing = Pick<Versioned<unknown>, 'status' | 'published' | 'hasUnpublishedChanges' | 'archivedAt'>;

/** State and version in words: "Live · v4", and beside it whether the draft has gone further. */
export function VersionBadges({ thing, unsaved }: { thing: Thing; unsaved?: boolean }) {
  return (
    <>
      <StateBadge thing={thing} />
      {thing.published && thing.hasUnpublishedChanges && (
        <StatusBadge tone="warn" icon={PencilLine}>
          {t('Unpublished changes')}
        </StatusBadge>
      )}
      {unsaved && (
        <StatusBadge tone="warn" icon={CircleDot}>
          {t('Not saved')}
        </StatusBadge>
      )}
    </>
  );
}

function StateBadge({ thing }: { thing: Thing }) {
  if (thing.archivedAt) {
    return (
      <StatusBadge tone="quiet" icon={Archive}>
        {t('Archived')}
      </StatusBadge>
    );
  }
  if (!thing.published) {
    return (
      <StatusBadge tone="quiet" icon={PencilLine}>
        {t('Draft')}
      </StatusBadge>
    );
  }
  const version = { n: thing.published.version };
  if (thing.status === 'paused') {
    return (
      <StatusBadge tone="warn" icon={CirclePause}>
        {t('Paused · v{n}', version)}
      </StatusBadge>
    );
  }
  const live = thing.status === 'live';
  return (
    <StatusBadge tone="good">{live ? t('Live · v{n}', version) : t('Published · v{n}', version)}</StatusBadge>
  );
}
