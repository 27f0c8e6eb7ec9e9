import type { DynamicModule, Type } from '@nestjs/common';
import { readSettings, type Settings, SettingsError } from '@rapport/config';
import { pause, StartError } from '@rapport/kernel';
import type { Logger } from 'pino';
import { createLogger } from '../logs/create-logger.js';
import { type RunningService, startService } from './start-service.js';

export type ServiceProcess = 'all-in-one' | 'ingestion' | 'profiles' | 'messaging' | 'control';

const stopWithinMs = 20_000;
/** Load balancers need to see `/readyz` say no before connections are refused. */
const announcedMs = 2_000;
/** Ctrl-C under npm arrives twice at once: from the terminal, and passed on by npm. */
const sameSignalMs = 700;

/** Runs one process with the doors given, until a signal or a fatal error ends it. Never returns before that. */
export async function runService(
  name: ServiceProcess,
  doors: readonly (Type | DynamicModule)[],
): Promise<void> {
  const settings = settingsOrExit();
  const logger = createLogger({ level: settings.logLevel, service: name });
  const life = new ProcessLife(name, logger);
  try {
    const running = await startService({
      settings,
      logger,
      doors,
      onFatal: (error, exitCode) => {
        logger.fatal({ err: error, exitCode }, 'bus.consumer_died');
        void life.end(exitCode);
      },
    });
    await life.begin(running);
    process.stdout.write(`${readyLine(name, settings, running)}\n`);
  } catch (error) {
    refuse(error);
  }
}

function readyLine(name: ServiceProcess, settings: Settings, running: RunningService): string {
  const who = name === 'all-in-one' ? 'Rapport' : `Rapport ${name}`;
  const address = name === 'all-in-one' ? settings.publicUrl : `http://localhost:${settings.port}`;
  return `${who} is ready on ${address} (data in ${running.place})`;
}

function settingsOrExit(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`Rapport cannot start: ${error.faults.join('; ')}. See docs/guides/settings.md.\n`);
    process.exit(1);
  }
}

/** Expected failures say what to do in one line; anything else is a defect and shows where. */
function refuse(error: unknown): never {
  const expected = error instanceof StartError;
  const text = expected
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`Rapport cannot start: ${text}\n`);
  process.exit(1);
}

/** From the first signal on: one orderly stop, at most 20 s. A second signal ends the process at once. */
class ProcessLife {
  private running: RunningService | undefined;
  private ending: { exitCode: number; since: number } | undefined;

  constructor(
    private readonly name: ServiceProcess,
    private readonly logger: Logger,
  ) {
    process.on('SIGINT', () => this.onSignal('SIGINT', 130));
    process.on('SIGTERM', () => this.onSignal('SIGTERM', 143));
    process.on('SIGHUP', () => this.onSignal('SIGHUP', 129));
    process.on('uncaughtException', (error) => this.onDefect(error));
    process.on('unhandledRejection', (reason) => this.onDefect(reason));
  }

  /** A signal may have come while everything was being opened. */
  async begin(running: RunningService): Promise<void> {
    this.running = running;
    if (this.ending) await this.stop(this.ending.exitCode);
  }

  async end(exitCode: number, announced = false): Promise<void> {
    if (this.ending) return;
    this.ending = { exitCode, since: process.uptime() };
    if (!this.running) return;
    if (announced) {
      this.running.announceStop();
      await pause(announcedMs);
    }
    await this.stop(exitCode);
  }

  private async stop(exitCode: number): Promise<void> {
    setTimeout(() => {
      this.logger.error({ ms: stopWithinMs }, 'process.stop_took_too_long');
      process.exit(exitCode || 1);
    }, stopWithinMs).unref();
    await this.running
      ?.stop()
      .catch((error: unknown) => this.logger.error({ err: error }, 'process.stop_failed'));
    process.exit(exitCode);
  }

  private onSignal(signal: string, abruptExitCode: number): void {
    if (!this.ending) {
      this.logger.info({ signal }, 'process.stopping');
      void this.end(0, signal === 'SIGTERM' && this.name !== 'all-in-one');
    } else if ((process.uptime() - this.ending.since) * 1000 > sameSignalMs) {
      process.exit(abruptExitCode);
    }
  }

  private onDefect(error: unknown): void {
    this.logger.fatal({ err: error }, 'process.defect');
    void this.end(1);
  }
}
