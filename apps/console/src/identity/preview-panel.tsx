import { Button, Group, Stack, Text } from '@mantine/core';
import type { RefObject } from 'react';
import type { IdentityPreview } from '../api/identity-types';
import { t } from '../intl/text';
import { OperationProgress } from '../operations/operation-progress';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';
import classes from './identity.module.css';
import { PreviewExamples } from './preview-examples';
import { sayPreview } from './say-change';
import type { PreviewState } from './use-preview';

interface PreviewPanelProps {
  preview: PreviewState;
  /** The settings were changed after it began. */
  isOutdated: boolean;
  headingRef: RefObject<HTMLHeadingElement | null>;
}

/** What the settings in hand would make of the people there are, before anything happens. */
export function PreviewPanel({ preview, isOutdated, headingRef }: PreviewPanelProps) {
  if (!preview.started || preview.refusal) return null;
  const { result, error, operation } = preview;
  return (
    <Panel
      title={t('Preview')}
      headingRef={headingRef}
      aside={
        preview.isRunning && (
          <Button size="compact-sm" variant="default" onClick={preview.cancel}>
            {t('Cancel the preview')}
          </Button>
        )
      }
    >
      {error ? (
        <FaultAlert message={error} />
      ) : result ? (
        <Result result={result} isOutdated={isOutdated} />
      ) : (
        <OperationProgress operation={operation} label={t('Preview')} />
      )}
    </Panel>
  );
}

function Result({ result, isOutdated }: { result: IdentityPreview; isOutdated: boolean }) {
  return (
    <Stack gap="md">
      <Text className={classes.verdict} role="status">
        {sayPreview(result)}
      </Text>
      {isOutdated && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t('You have changed the rules since. Preview them again to see what they do now.')}
          </Text>
        </Group>
      )}
      <PreviewExamples examples={result.examples} />
    </Stack>
  );
}
