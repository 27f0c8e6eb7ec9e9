import type { DoorCircumstances } from '@rapport/contracts';
import { rejection } from '@rapport/events';
import type { Circumstances, SubmittedItem } from '@rapport/events';
import { fieldOfPath } from '@rapport/kernel';
import type { AcceptEvents } from '../../accept/accept-events.usecase.js';
import { recordsOf } from '../../accept/records-of.js';
import type { KnownSource } from '../../recent/source.repository.js';
import type { WholeLetter } from '../letter-rows.js';
import { notReplayable } from './replay-verdict.js';
import type { ReplayVerdict } from './replay-verdict.js';

/** A letter of the door with what is known of its source now. */
export interface JudgedLetter {
  workspaceId: string;
  letter: WholeLetter;
  /** undefined: there is no such source any more. */
  source: KnownSource | undefined;
}

/**
 * Sends an item that was turned away through the door once more: with the time at which it came, so that its times come out
 * the same, and through the transforms and the tracking plan of now. Stores nothing.
 * @throws PipelineUnavailableError
 */
export async function judgeLetter(door: AcceptEvents, judged: JudgedLetter): Promise<ReplayVerdict> {
  const { details, originalBytes, payload, sourceId } = judged.letter;
  if (originalBytes !== null) {
    return notReplayable(
      'payload_truncated',
      `only the first ${payload.length} of ${originalBytes} bytes were kept`,
    );
  }
  if (sourceId === null || !details.given?.batch) {
    return notReplayable('circumstances_unknown', 'what its batch said for all of its items was not kept');
  }
  const item = itemOf(payload);
  if (!item) return notReplayable('invalid_json', 'is not JSON');
  const given = circumstancesOf(judged, sourceId, details.given, details.given.batch);
  const [judgement] = await door.judge([item], given);
  if (!judgement) throw new Error('the door judged nothing');
  if (judgement.accepted) return { kind: 'passed', messages: recordsOf(judgement, judged.workspaceId) };
  const { code, path, message } = judgement.rejection;
  const fault = { code, field: fieldOfPath(path) || null, message };
  return { kind: code === 'dropped_by_transform' ? 'dropped' : 'failed', fault };
}

function circumstancesOf(
  { workspaceId, letter, source }: JudgedLetter,
  sourceId: string,
  { index, mode, typeOfPath, address, clientSide }: DoorCircumstances,
  batch: NonNullable<DoorCircumstances['batch']>,
): Circumstances {
  return {
    workspaceId,
    sourceId,
    receivedAtMs: letter.receivedAt.getTime(),
    batch,
    firstIndex: index,
    mode,
    address,
    clientSide,
    serverSide: source?.kind === 'server' && !clientSide,
    matchOn: source?.matchOn ?? null,
    ...(typeOfPath && { typeOfPath }),
    ...(!source?.enabled && {
      refusal: rejection('source_disabled', [], 'belongs to a source that is disabled'),
    }),
  };
}

function itemOf(payload: Buffer): SubmittedItem | undefined {
  const text = payload.toString('utf8');
  try {
    return { text, value: JSON.parse(text) as unknown, clean: false };
  } catch {
    return undefined;
  }
}
