import { NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { t } from '../intl/text';
import { nameOf } from '../people/name-of';
import { CodeBlock } from '../ui/code-block';
import { MailFrame } from '../ui/mail-frame';
import { Panel } from '../ui/panel';
import { Loading } from '../ui/states';
import type { RenderingState } from './use-rendering';
import classes from './workbench.module.css';

type Device = 'desktop' | 'phone' | 'text';

export function Preview({ rendering: state }: { rendering: RenderingState }) {
  const [device, setDevice] = useState<Device>('desktop');
  const { rendering } = state;
  return (
    <Panel
      title={t('Preview')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('Show as')}
          value={device}
          onChange={(value) => setDevice(value)}
          data={[
            { value: 'desktop', label: t('Desktop') },
            { value: 'phone', label: t('Phone') },
            { value: 'text', label: t('Text') },
          ]}
        />
      }
    >
      <div className={classes.controls}>
        <NativeSelect
          label={t('As')}
          value={state.person?.id ?? ''}
          onChange={(event) => state.choosePerson(event.currentTarget.value)}
          data={[
            ...state.people.map((one) => ({ value: one.id, label: nameOf(one) })),
            { value: '', label: t('Nobody (empty profile)') },
          ]}
        />
        <NativeSelect
          label={t('With event')}
          value={state.event?.name ?? ''}
          onChange={(event) => state.chooseEvent(event.currentTarget.value)}
          data={[
            ...state.events.map((one) => ({ value: one.name ?? '', label: one.name ?? '' })),
            { value: '', label: t('No event') },
          ]}
        />
      </div>
      {rendering ? (
        <>
          <div className={classes.envelope}>
            <strong>{rendering.subject}</strong>
            {rendering.preheader && <span>{rendering.preheader}</span>}
          </div>
          {device === 'text' ? (
            <CodeBlock code={rendering.text} label={t('Text part')} tall />
          ) : (
            <MailFrame
              src={rendering.previewUrl}
              title={rendering.subject}
              {...(device === 'phone' ? { width: 375 } : {})}
            />
          )}
        </>
      ) : state.error ? (
        <Text size="sm" c="dimmed">
          {t('There is nothing to show until the problems below are solved.')}
        </Text>
      ) : (
        <Loading label={t('Rendering…')} />
      )}
    </Panel>
  );
}
