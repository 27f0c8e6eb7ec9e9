import { useEffect, useRef, useState } from 'react';
import type { IdentityPolicy, IdentitySettings } from '../api/identity-types';
import { faultsByField, hasCode } from '../api/problem';
import type { Answer } from '../api/request';
import { StaleNotice } from '../drafts/stale-notice';
import { useUnsavedGuard } from '../drafts/unsaved-guard';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { FaultAlert } from '../ui/states';
import { AliasPanel } from './alias-panel';
import { PolicyBar } from './policy-bar';
import { PreviewPanel } from './preview-panel';
import { sayPreview } from './say-change';
import { SharedPanel } from './shared-panel';
import { TypesPanel } from './types-panel';
import { useApply } from './use-apply';
import { usePreview } from './use-preview';

interface PolicyEditorProps {
  loaded: Answer<IdentityPolicy>;
  reload: () => void;
}

/** The rules in the hands of one member: edited, looked at, then applied. */
export function PolicyEditor({ loaded, reload }: PolicyEditorProps) {
  const [stored] = useState(() => settingsOf(loaded.data));
  const [settings, setSettings] = useState(stored);
  const change = (part: Partial<IdentitySettings>) => setSettings((before) => ({ ...before, ...part }));
  const isDirty = !same(settings, stored);
  const preview = usePreview();
  const apply = useApply();
  useUnsavedGuard(isDirty && !apply.isSuccess);
  const isOutdated = !same(preview.of, settings);
  const headingRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => headingRef.current?.focus(), [preview.started]);

  const refusal = apply.error ?? preview.refusal;
  const faults = refusal ? faultsByField(refusal, fieldsOf(settings)) : null;
  const faultOf = (field: string) => faults?.byField[field];
  const isStale = hasCode(apply.error, 'stale_revision');
  const send = (ifMatch: string) => apply.mutate({ settings, ifMatch });
  const ask = () =>
    confirmFirst({
      title: t('Apply the new rules?'),
      text: preview.result && !isOutdated ? sayPreview(preview.result) : t('You have not previewed them.'),
      confirm: t('Apply the rules'),
      onConfirm: () => send(loaded.etag ?? '*'),
    });
  return (
    <>
      <TypesPanel settings={settings} faultOf={faultOf} onChange={(types) => change({ types })} />
      <SharedPanel settings={settings} faultOf={faultOf} onChange={change} />
      <AliasPanel settings={settings} faultOf={faultOf} onChange={change} />
      <PreviewPanel preview={preview} isOutdated={isOutdated} headingRef={headingRef} />
      <StaleNotice error={apply.error} onLoadTheirs={reload} onOverwrite={() => send('*')} />
      {!isStale && faults && <FaultAlert message={faults.rest ?? t('See the fields that are marked.')} />}
      <PolicyBar
        settings={settings}
        isDirty={isDirty}
        isPreviewing={preview.isRunning}
        isApplying={apply.isPending}
        onPreview={() => {
          apply.reset();
          preview.begin(settings);
        }}
        onApply={ask}
        onDiscard={() => setSettings(stored)}
      />
    </>
  );
}

function settingsOf(policy: IdentityPolicy): IdentitySettings {
  const { types, hubThreshold, aliasMode, largestAliasClass, blockedValues } = policy;
  return { types, hubThreshold, aliasMode, largestAliasClass, blockedValues };
}

function same(a: IdentitySettings | null, b: IdentitySettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** As the server names them in its faults, the narrow ones first. */
function fieldsOf({ types }: IdentitySettings): string[] {
  const ofTypes = types.flatMap((_, index) =>
    ['type', 'limit', 'paths', 'enabled'].map((field) => `types[${index}].${field}`),
  );
  return [...ofTypes, 'types', 'hubThreshold', 'aliasMode', 'largestAliasClass', 'blockedValues'];
}
