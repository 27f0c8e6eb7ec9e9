import {
  channels,
  type JsonObject,
  type MessageStep,
  type Scalar,
  type SendDecided,
} from '@rapport/contracts';
import { isContextPath, isRecord, segmentsOf, valuesAt } from '@rapport/conditions';
import { approximateMs, derivedId, parseDuration, publicId, toIso } from '@rapport/kernel';
import type { DraftReader } from '../draft-reader.js';
import type { TemplateTarget } from '../journey-version.js';
import { runContext } from '../run-context.js';
import type { StepKindDefinition, StepMoment } from './step-kind.js';

/** How long a message may still be sent when its author does not say (api.md 12.1). */
const defaultExpiryMs = { transactional: 24 * 3_600_000, marketing: 72 * 3_600_000 } as const;
/** Part of a message's natural key: the person's own address of the channel, whatever it is at the hand-over. */
const ownAddress = 'own';

const maximumData = 50;
const maximumText = 1024;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
type Data = NonNullable<MessageStep['data']>;

export const messageStep: StepKindDefinition<MessageStep> = {
  kind: 'message',
  label: 'Message',
  read: readMessage,
  edges: (step) => [{ field: 'next', to: step.next ?? null }],
  conditions: () => [],
  references: (step) =>
    Object.entries(step.data ?? {}).flatMap(([name, value]) =>
      isReference(value) ? [{ field: `data.${name}.ref`, path: value.ref }] : [],
    ),
  arrive(step, moment) {
    const template = moment.journey.templates.get(step.templateId);
    if (!template) return { kind: 'end', reason: 'step_failed' };
    const send = decideSend(step, template, moment);
    return {
      kind: 'go',
      next: step.next ?? null,
      outcome: 'planned',
      msgId: send.msgId,
      result: { msgId: publicId('msg', send.msgId) },
      intents: [{ kind: 'send', send }],
    };
  },
};

function decideSend(step: MessageStep, template: TemplateTarget, moment: StepMoment): SendDecided {
  const { journey, run, visit, now, due } = moment;
  const context = runContext(journey, run, step.key);
  const expiry = step.expiresAfter === undefined ? undefined : parseDuration(step.expiresAfter);
  return {
    v: 1,
    msgId: derivedId('message', run.id, step.key, visit, step.channel, ownAddress),
    workspaceId: run.workspaceId,
    profileId: run.profileId,
    address: null,
    channel: step.channel,
    messageClass: template.messageClass,
    template: { id: template.id, version: step.templateVersion ?? null },
    content: null,
    locale: null,
    origin: {
      kind: 'journey',
      journeyId: run.journeyId,
      version: run.version,
      runId: run.id,
      stepKey: step.key,
      visit,
    },
    context: { ...context, data: dataOf(step.data ?? {}, context) },
    metadata: {},
    onNotSent: step.onNotSent ?? 'continue',
    decidedAt: toIso(now),
    expiresAt: toIso(due + (expiry ? approximateMs(expiry) : defaultExpiryMs[template.messageClass])),
  };
}

/** A reference that leads nowhere leaves its name out, so that the template's rule for a missing variable decides. */
function dataOf(data: Data, context: JsonObject): JsonObject {
  const resolved: JsonObject = {};
  for (const [name, value] of Object.entries(data)) {
    const found = isReference(value) ? valuesAt(context, segmentsOf(value.ref))[0] : value;
    if (found !== undefined) resolved[name] = found;
  }
  return resolved;
}

function isReference(value: Data[string]): value is { ref: string } {
  return typeof value === 'object' && value !== null;
}

function readMessage(
  input: Record<string, unknown>,
  field: string,
  reader: DraftReader,
): MessageStep | undefined {
  reader.onlyFields(input, field, [
    ...['key', 'kind', 'label', 'channel', 'templateId', 'templateVersion'],
    ...['data', 'expiresAfter', 'onNotSent', 'next'],
  ]);
  const key = reader.key(input, field);
  const label = reader.text(input, field, 'label');
  reader.has(input, field, 'channel');
  const channel = reader.oneOf(input, field, 'channel', channels);
  reader.has(input, field, 'templateId');
  const templateId = reader.text(input, field, 'templateId', 64);
  const templateVersion = readVersion(input.templateVersion, `${field}.templateVersion`, reader);
  const data = input.data === undefined ? undefined : readData(input.data, `${field}.data`, reader);
  const expiresAfter = reader.duration(input, field, 'expiresAfter');
  const onNotSent = reader.oneOf(input, field, 'onNotSent', ['continue', 'exit']);
  const next = reader.next(input, field);
  if (key === undefined || channel === undefined || templateId === undefined) return undefined;
  return {
    key,
    kind: 'message',
    ...(label !== undefined && { label }),
    channel,
    templateId,
    ...(templateVersion !== undefined && { templateVersion }),
    ...(data && { data }),
    ...(expiresAfter !== undefined && { expiresAfter }),
    ...(onNotSent && { onNotSent }),
    ...(next !== undefined && { next }),
  };
}

function readVersion(value: unknown, field: string, reader: DraftReader): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  reader.fault(field, 'value_type', 'must be the number of a version');
  return undefined;
}

function readData(input: unknown, field: string, reader: DraftReader): Data | undefined {
  const record = reader.record(input, field);
  if (!record) return undefined;
  const entries = Object.entries(record);
  if (entries.length > maximumData) {
    reader.fault(field, 'too_many', `must hold at most ${maximumData} names`);
    return undefined;
  }
  const data: Data = {};
  for (const [name, value] of entries) {
    const at = `${field}.${name}`;
    if (!namePattern.test(name)) reader.fault(at, 'bad_key', 'must be a name such as planName');
    else if (isRecord(value)) {
      const path = readReference(value, at, reader);
      if (path !== undefined) data[name] = { ref: path };
    } else if (isLiteral(value)) data[name] = value;
    else
      reader.fault(
        at,
        'value_type',
        `must be a string of at most ${maximumText} characters, a number, a boolean, null or {"ref": path}`,
      );
  }
  return data;
}

function isLiteral(value: unknown): value is Scalar | null {
  if (typeof value === 'string') return value.length <= maximumText;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

function readReference(
  value: Record<string, unknown>,
  field: string,
  reader: DraftReader,
): string | undefined {
  reader.onlyFields(value, field, ['ref']);
  if (!reader.has(value, field, 'ref')) return undefined;
  const { ref } = value;
  if (typeof ref === 'string' && isContextPath(ref) && !ref.includes('[]')) return ref;
  reader.fault(`${field}.ref`, 'bad_path', 'must be a path such as event.properties.plan');
  return undefined;
}
