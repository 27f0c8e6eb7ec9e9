import { ApiProperty } from '@nestjs/swagger';
import { channels, type Channel, runStates, type RunState } from '@rapport/contracts';
import {
  messageOutcomes,
  type MessageOutcome,
  runOutcomes,
  type RunOutcome,
} from './domain/merge-effects.js';

const nullableText = { type: String, nullable: true } as const;

export class RunEffectView {
  @ApiProperty({ type: String }) runId: string;
  @ApiProperty({ type: String }) journeyId: string;
  @ApiProperty({ type: String }) journeyName: string;
  @ApiProperty({ type: String, description: 'Whose it is before the merge.' }) profileId: string;
  @ApiProperty({ enum: runStates }) state: RunState;
  @ApiProperty({ enum: runOutcomes }) outcome: RunOutcome;
}

export class MessageEffectView {
  @ApiProperty({ type: String }) msgId: string;
  @ApiProperty({ enum: channels }) channel: Channel;
  @ApiProperty(nullableText) journeyId: string | null;
  @ApiProperty(nullableText) stepKey: string | null;
  @ApiProperty({ enum: messageOutcomes }) outcome: MessageOutcome;
}

export class MergeEffectsView {
  @ApiProperty({ type: [RunEffectView], description: 'Runs that are under way.' }) runs: RunEffectView[];
  @ApiProperty({ type: [MessageEffectView], description: 'Messages that are not handed over.' })
  messages: MessageEffectView[];
}
