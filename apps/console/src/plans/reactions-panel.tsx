import type { PlanReactions } from '@rapport/contracts';
import { Radio, Stack } from '@mantine/core';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { reactionWords } from './say-plan';

interface ReactionsPanelProps {
  reactions: PlanReactions;
  onChange: (reactions: PlanReactions) => void;
}

/** Whatever is chosen, the sender always gets the same answer: the plan never breaks an app. */
export function ReactionsPanel({ reactions, onChange }: ReactionsPanelProps) {
  return (
    <Panel
      title={t('What happens to an event that breaks the plan')}
      hint={t(
        'Every violation is counted, whatever you choose. People themselves (identify, group) are never rejected for a trait.',
      )}
    >
      <Stack gap="lg">
        {reactionWords.map(({ kind, label, values }) => (
          <Radio.Group
            key={kind}
            label={label}
            value={reactions[kind]}
            onChange={(value) => onChange({ ...reactions, [kind]: value })}
          >
            <Stack gap={8} mt={6}>
              {values.map((value) => (
                <Radio key={value.value} {...value} />
              ))}
            </Stack>
          </Radio.Group>
        ))}
      </Stack>
    </Panel>
  );
}
