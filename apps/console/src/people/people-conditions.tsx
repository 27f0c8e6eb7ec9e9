import type { Condition } from '@rapport/contracts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { relationQueries } from '../api/relation-queries';
import { ConditionEditor } from '../conditions/condition-editor';
import { useSeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { wholePart } from './domain/whole-part';

interface PeopleConditionsProps {
  where: Condition | undefined;
  onChange: (where: Condition | undefined) => void;
  onClose: () => void;
}

const settleMs = 400;

/** What must be true of the people in the list; applied as soon as a part of it is whole. */
export default function PeopleConditions({ where, onChange, onClose }: PeopleConditionsProps) {
  const names = useSeenNames();
  const [draft, setDraft] = useState(where);
  const types = useQuery({ ...relationQueries.objectTypes(), staleTime: 30_000 });
  const objectTypes = types.data?.map(({ key }) => key);
  const settled = JSON.stringify(wholePart(draft, objectTypes));
  useEffect(() => {
    if (types.isPending || settled === JSON.stringify(where)) return undefined;
    const timer = setTimeout(
      () => onChange(settled === undefined ? undefined : (JSON.parse(settled) as Condition)),
      settleMs,
    );
    return () => clearTimeout(timer);
  });
  return (
    <Panel
      title={t('Of whom this is true')}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<X size={14} aria-hidden />}
          onClick={onClose}
        >
          {t('Without conditions')}
        </Button>
      }
    >
      <ConditionEditor
        label={t('Conditions')}
        place="people"
        names={names}
        properties={[]}
        value={draft}
        onChange={setDraft}
      />
    </Panel>
  );
}
